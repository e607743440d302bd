package dev.firsthour.evidence.sql;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import dev.firsthour.evidence.EvidenceSource;

/// Makes a source of each database that is configured.
final class SqlSources implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        SqlProperties properties = Binder.get(environment).bindOrCreate(SqlProperties.PREFIX, SqlProperties.class);
        properties.databases().forEach((name, database) -> registry.registerBean(SqlSource.PREFIX + name, EvidenceSource.class,
                bean -> bean.supplier(_ -> new SqlSource(name, database))));
    }
}
