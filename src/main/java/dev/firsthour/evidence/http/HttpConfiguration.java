package dev.firsthour.evidence.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(HttpSources.class)
class HttpConfiguration {}
