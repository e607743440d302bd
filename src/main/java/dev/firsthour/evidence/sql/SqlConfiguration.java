package dev.firsthour.evidence.sql;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(SqlSources.class)
class SqlConfiguration {}
