package dev.firsthour.intake.argocd;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ArgocdConfiguration {

    @Bean
    ArgocdWebhook argocdWebhook() {
        return new ArgocdWebhook();
    }
}
