package dev.firsthour.evidence.mcp;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import dev.firsthour.evidence.EvidenceSource;

/// Makes a source of each server that is configured.
final class McpSources implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        McpProperties properties = Binder.get(environment).bindOrCreate(McpProperties.PREFIX, McpProperties.class);
        properties.servers().forEach((name, server) -> registry.registerBean(McpSource.PREFIX + name, EvidenceSource.class,
                bean -> bean.supplier(_ -> new McpSource(name, server))));
    }
}
