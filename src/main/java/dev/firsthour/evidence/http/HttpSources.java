package dev.firsthour.evidence.http;

import java.time.InstantSource;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import dev.firsthour.evidence.EvidenceSource;

/// Makes a source of each API that is configured.
final class HttpSources implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        HttpProperties properties = Binder.get(environment).bindOrCreate(HttpProperties.PREFIX, HttpProperties.class);
        properties.apis().forEach((name, api) -> registry.registerBean(HttpSource.PREFIX + name, EvidenceSource.class,
                bean -> bean.supplier(context -> new HttpSource(name, api, context.bean(InstantSource.class)))));
    }
}
