package dev.firsthour.intake.generic;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import dev.firsthour.intake.WebhookSource;

/// Makes a webhook of each sender that is configured.
final class Senders implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        SendersProperties properties = Binder.get(environment).bindOrCreate("firsthour.intake", SendersProperties.class);
        properties.senders().forEach((name, places) -> registry.registerBean("sender_" + name, WebhookSource.class,
                bean -> bean.supplier(_ -> new GenericWebhook(name, SendersProperties.PREFIX + "." + name, places))));
    }
}
