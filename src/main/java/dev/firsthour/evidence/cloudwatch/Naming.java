package dev.firsthour.evidence.cloudwatch;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Whether the name of something at Amazon says that it is of a service. Such names are a service's with decoration: its environment, what kind of thing
/// it is, and what CloudFormation, ECS or a load balancer put behind it, as in `app/checkout-alb/50dc6c495c0c9188` or
/// `prod-ShopStack-CheckoutHandler-1A2B3C4D5E6F`. What is left without it must be the service's name and nothing else: a name that merely contains
/// the service's would make `payments-api` part of `api`.
final class Naming {

    private static final Pattern PARTS = Pattern.compile("[/:]");
    /// Between letters of another case too, as in `CheckoutHandler`.
    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Set<String> KINDS = Set.of("service", "svc", "app", "application", "function", "fn", "lambda", "handler", "alb",
            "elb", "nlb", "lb", "loadbalancer", "tg", "target", "group", "cluster", "db", "database", "rds", "aurora", "postgres", "mysql",
            "primary", "replica", "writer", "reader", "cache", "redis", "asg", "autoscaling", "queue", "dlq", "topic", "stream", "table",
            "ecs", "eks", "stack", "logs", "log");
    private static final Set<String> ENVIRONMENTS = Set.of("prod", "production", "prd", "live", "stage", "staging", "stg", "preprod", "dev",
            "development", "test", "testing", "qa", "uat", "sandbox", "demo");
    private static final List<Set<String>> SAME = List.of(Set.of("prod", "production", "prd", "live"), Set.of("stage", "staging", "stg"),
            Set.of("dev", "development"), Set.of("test", "testing"));
    /// What tells one of several apart: a number, or what was made up to be unique, digits among letters.
    private static final Pattern UNIQUE = Pattern.compile("(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9]{6,}|[0-9]+|[0-9a-f]{8,}");

    /// What CloudFormation and CDK put behind a name, which would be torn into words since it mixes its case.
    private static final Pattern UNIQUE_END = Pattern.compile("[-_](?=[A-Za-z]*[0-9])[A-Za-z0-9]{8,}$|[0-9A-F]{8}(?=-|$)");
    /// And before it.
    private static final Pattern STACK = Pattern.compile("^(?i:[a-z0-9]+-)?[A-Za-z0-9]*Stack-");

    private Naming() {}

    /// Whether a name is of that service.
    ///
    /// @param environment where the service runs, which is decoration too; null if nobody said
    static boolean isOf(String name, String service, @Nullable String environment) {
        List<String> wanted = bare(words(service));
        if (wanted.isEmpty()) return false;
        return Stream.concat(Stream.of(name), PARTS.splitAsStream(name)).anyMatch(part -> {
            if (part.equalsIgnoreCase(service)) return true;
            String own = UNIQUE_END.matcher(UNIQUE_END.matcher(STACK.matcher(part).replaceFirst("")).replaceAll("")).replaceAll("");
            return isOf(words(own), wanted, environment);
        });
    }

    /// The service's words stand in a row, and all beside them is decoration.
    private static boolean isOf(List<String> words, List<String> wanted, @Nullable String environment) {
        int at = Collections.indexOfSubList(words, wanted);
        if (at < 0) return false;
        Predicate<String> decoration = word -> KINDS.contains(word) || ENVIRONMENTS.contains(word) || word.equalsIgnoreCase(environment)
                || UNIQUE.matcher(word).matches();
        for (int i = 0; i < words.size(); i++) {
            if ((i < at || i >= at + wanted.size()) && !decoration.test(words.get(i))) return false;
        }
        return true;
    }

    /// Without what only says that it is a service.
    private static List<String> bare(List<String> words) {
        return words.size() > 1 && Set.of("service", "svc").contains(words.getLast()) ? words.subList(0, words.size() - 1) : words;
    }

    private static List<String> words(String name) {
        return WORDS.splitAsStream(name).filter(word -> !word.isEmpty()).map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    /// Whether names say that something belongs to that environment.
    static boolean isIn(String environment, Stream<String> names) {
        Set<String> wanted = SAME.stream().filter(set -> set.contains(environment.toLowerCase(Locale.ROOT))).findFirst()
                .orElse(Set.of(environment.toLowerCase(Locale.ROOT)));
        return names.anyMatch(name -> words(name).stream().anyMatch(wanted::contains) || name.equalsIgnoreCase(environment));
    }

    /// Whether names say that something belongs to an environment, whichever.
    static boolean isInAny(Stream<String> names) {
        return names.anyMatch(name -> words(name).stream().anyMatch(ENVIRONMENTS::contains));
    }

    /// What is of that environment where anything says so; else all, since environments go by many names. What names none is of each.
    static <T> List<T> within(@Nullable String environment, List<T> all, Function<T, Stream<String>> names) {
        if (environment == null || all.stream().noneMatch(one -> isIn(environment, names.apply(one)))) return all;
        return all.stream().filter(one -> isIn(environment, names.apply(one)) || !isInAny(names.apply(one))).toList();
    }
}
