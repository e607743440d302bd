package dev.firsthour.evidence.mcp;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(McpSources.class)
class McpConfiguration {}
