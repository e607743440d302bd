package dev.firsthour.access;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/// The door: one chain for API and dashboard, in which a path that no rule names is not there for anybody.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

    private static final String VIEWER = Role.VIEWER.name();
    private static final String RESPONDER = Role.RESPONDER.name();
    private static final String ADMIN = Role.ADMIN.name();
    private static final String WEBHOOK = Role.WEBHOOK.name();

    /// Nothing but our own files runs, shows or is asked, and nobody frames us: should hostile text of a log ever get past the escaping,
    /// it finds nothing that would run it and nowhere to send what it saw.
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final String PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    @Bean
    ApiKeys apiKeys(JdbcClient database, InstantSource clock) {
        return new ApiKeys(database, clock, new SecureRandom());
    }

    @Bean
    SignInLinks signInLinks(JdbcClient database, InstantSource clock) {
        return new SignInLinks(database, clock, new SecureRandom());
    }

    @Bean
    Keyring keyring(ApiKeys keys, InstantSource clock, AccessProperties settings) {
        return new Keyring(keys, clock, settings.keyMemory());
    }

    @Bean
    CsrfTokenRepository csrfTokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("firsthour_csrf");
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return tokens;
    }

    @Bean
    SecurityContextRepository securityContexts() {
        return new HttpSessionSecurityContextRepository();
    }

    @Bean
    Sessions sessions(SecurityContextRepository contexts, CsrfTokenRepository tokens, AccessProperties settings) {
        return new Sessions(contexts, tokens, settings.sessionIdle());
    }

    /// There are no passwords here. Were this bean missing, Spring Boot would make a user up and print a password for it.
    @Bean
    UserDetailsService noUsers() {
        return new InMemoryUserDetailsManager();
    }

    /// A measurement of each of the chain's filters would cost every request more than the filters do.
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    Welcome welcome(ApiKeys keys, SignInLinks links, ServerProperties server) {
        return new Welcome(keys, links, server.getAddress(), () -> System.out);
    }

    /// Set here and not in a file, so that no configuration can forget it.
    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> sessionCookie() {
        return server -> {
            Cookie cookie = server.getSettings().getSession().getCookie();
            cookie.setName("firsthour_session");
            cookie.setHttpOnly(true);
            cookie.setSameSite(Cookie.SameSite.LAX);
            cookie.setPath("/");
            // Never in an address, where logs and histories would keep it.
            server.getSettings().getSession().setTrackingModes(Set.of(Session.SessionTrackingMode.COOKIE));
        };
    }

    /// @param unknown answers those who are not known
    /// @param forbidden answers those who may not, and those who ask for what is not there
    @Bean
    SecurityFilterChain door(HttpSecurity http, Keyring keyring, SecurityContextRepository contexts, CsrfTokenRepository tokens,
            AuthenticationEntryPoint unknown, AccessDeniedHandler forbidden) {
        return http.authorizeHttpRequests(AccessConfiguration::rules)
                .addFilterBefore(new CallerFilter(keyring, unknown), CsrfFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens).requireCsrfProtectionMatcher(AccessConfiguration::couldBeForged))
                .securityContext(context -> context.securityContextRepository(contexts))
                // Only signing in begins a session. Left on, this filter would begin one for every call with a key.
                .sessionManagement(AbstractHttpConfigurer::disable)
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in"))
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint(unknown).accessDeniedHandler(forbidden))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .frameOptions(frame -> frame.deny()).referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS)))
                .build();
    }

    private static void rules(AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        // An answer that is under way was allowed when it was asked for.
        rules.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD).permitAll();
        rules.requestMatchers("/sign-in", "/sign-in/link").permitAll();
        rules.requestMatchers(HttpMethod.GET, "/assets/**", "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")
                .permitAll();

        // Who may deliver is known by a key, or by the sender's signature over the body, which only the one who reads it can check.
        rules.requestMatchers(HttpMethod.POST, CallerFilter.WEBHOOKS + "*").access(AccessConfiguration::mayDeliver);
        rules.requestMatchers(HttpMethod.POST, "/api/v1/changes").hasAnyRole(WEBHOOK, RESPONDER, ADMIN);
        rules.requestMatchers("/api/v1/keys", "/api/v1/keys/**").hasRole(ADMIN);
        rules.requestMatchers("/api/v1/incidents/*/pseudonyms/**", "/incidents/*/pseudonyms").hasRole(ADMIN);
        rules.requestMatchers("/api/v1/incidents/*/erase", "/incidents/*/erase").hasRole(ADMIN);
        for (HttpMethod reading : new HttpMethod[]{HttpMethod.GET, HttpMethod.HEAD}) {
            rules.requestMatchers(reading, "/", "/incidents", "/incidents/**", "/sources", "/silences", "/calibration", "/help", "/api/**",
                    "/v3/api-docs",
                    "/v3/api-docs.yaml",
                    "/actuator/prometheus").hasAnyRole(VIEWER, RESPONDER, ADMIN);
        }
        rules.requestMatchers("/api/**", "/incidents/**", "/silences", "/silences/*/end").hasAnyRole(RESPONDER, ADMIN);
        rules.anyRequest().access((_, _) -> NotListed.HERE);
    }

    private static AuthorizationDecision mayDeliver(Supplier<? extends @Nullable Authentication> caller,
            RequestAuthorizationContext request) {
        return new AuthorizationDecision(!(caller.get() instanceof CallerAuthentication known) || known.getPrincipal().role().delivers());
    }

    /// Whether another site could have made a browser send this: it brings a session along, or is about to begin one.
    private static boolean couldBeForged(HttpServletRequest request) {
        if (!CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request) || CallerFilter.byKey(request)) return false;
        return request.getSession(false) != null || request.getServletPath().startsWith("/sign-in");
    }
}
