package dev.firsthour.llm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;

/// All endpoints behind the one port: asks them in their order until one answers, leaves alone those that fail or said when to come back, and asks nobody
/// once a budget is used up.
///
/// A budget can be overshot by the calls that are under way when it is reached, and by nothing else.
public final class Gateway implements LanguageModel {

    private static final Duration WORTH_ASKING = Duration.ofMillis(100);

    private final List<Post> posts;
    private final List<Budget> budgets;
    private final Duration deadline;
    private final Spending spending;
    private final Calls calls;
    private final InstantSource clock;

    private Gateway(List<Post> posts, LlmProperties properties, Spending spending, MeterRegistry meters, InstantSource clock) {
        this.posts = List.copyOf(posts);
        this.budgets = properties.budget().budgets();
        this.deadline = properties.deadline();
        this.spending = spending;
        this.calls = new Calls(meters);
        this.clock = clock;
    }

    /// The gateway to what the settings name. With `auto` each call looks at this machine, and gives back the same gateway while it finds the same model.
    ///
    /// @return gives an empty result where no model is wanted, or with `auto` none is there now
    /// @throws IllegalArgumentException if the settings name an unknown kind or lack something that their kind needs
    public static Supplier<Optional<Gateway>> to(LlmProperties properties, Spending spending, MeterRegistry meters, InstantSource clock) {
        if (!properties.endpoints().isEmpty()) {
            var posts = new ArrayList<Post>();
            for (LlmProperties.Endpoint endpoint : properties.endpoints()) {
                LlmProperties settings = endpoint.over(properties);
                LanguageModel model = Models.of(settings).orElseThrow();
                boolean last = posts.size() == properties.endpoints().size() - 1;
                posts.add(new Post(endpoint.name(), model, settings, last ? settings.timeout() : Duration.ZERO, clock));
            }
            Optional<Gateway> gateway = Optional.of(new Gateway(posts, properties, spending, meters, clock));
            return () -> gateway;
        }
        if (!properties.kind().equals(LlmProperties.AUTO)) {
            Optional<Gateway> gateway = Models.of(properties).map(model -> before(model, properties, spending, meters, clock));
            return () -> gateway;
        }
        return new Supplier<>() {
            private @Nullable Gateway last;

            @Override
            public synchronized Optional<Gateway> get() {
                Optional<LanguageModel> found = Models.of(properties);
                Gateway known = last;
                if (found.isPresent() && (known == null || !known.name().equals(found.get().name()))) {
                    known = before(found.get(), properties, spending, meters, clock);
                    last = known;
                }
                return found.isPresent() ? Optional.ofNullable(known) : Optional.empty();
            }
        };
    }

    /// A gateway before one model.
    static Gateway before(LanguageModel model, LlmProperties properties, Spending spending, MeterRegistry meters, InstantSource clock) {
        return new Gateway(List.of(new Post(LlmProperties.ONLY, model, properties, properties.timeout(), clock)), properties, spending,
                meters, clock);
    }

    /// A gateway before these models, in this order.
    static Gateway before(List<LanguageModel> models, LlmProperties properties, Spending spending, MeterRegistry meters,
            InstantSource clock) {
        var posts = new ArrayList<Post>();
        for (LanguageModel model : models) {
            posts.add(new Post(model.name().replaceAll(".*/", ""), model, properties, Duration.ZERO, clock));
        }
        return new Gateway(posts, properties, spending, meters, clock);
    }

    /// The endpoint that would be asked first now.
    private Post first() {
        return posts.stream().filter(Post::isOpen).findFirst().orElse(posts.getFirst());
    }

    @Override
    public String name() {
        return first().model().name();
    }

    @Override
    public Abilities abilities() {
        return first().abilities();
    }

    @Override
    public Particulars particulars(Duration timeout) {
        return first().model().particulars(timeout);
    }

    @Override
    public Reply ask(Prompt prompt) {
        Optional<Reply> overspent = overspent(prompt.account());
        if (overspent.isPresent()) return overspent.get();
        Instant until = clock.instant().plus(deadline);
        var failed = new ArrayList<Reply.Failed>();
        var outlook = new Outlook();
        for (Post post : posts) {
            Duration left = Duration.between(clock.instant(), until);
            if (left.compareTo(WORTH_ASKING) < 0 || Thread.currentThread().isInterrupted()) break;
            switch (post.ask(prompt, left)) {
                case Post.Turn.PassedOver(var reason, var passes, var wait) -> {
                    failed.add(new Reply.Failed(post.name(), post.model().name(), reason));
                    outlook.passedOver(post, reason, passes, wait);
                }
                case Post.Turn.Asked(var reply, var took) -> {
                    calls.ended(post.name(), post.model().name(), reply, took);
                    reply.served().failed()
                            .forEach(before -> failed.add(new Reply.Failed(post.name(), post.model().name(), before.reason())));
                    switch (reply) {
                        case Reply.Answered(var text, _, var input, var output, _) -> {
                            return settled(post, prompt, reply, text, input, output, failed);
                        }
                        case Reply.Cut(var text, var input, var output, _) -> {
                            return settled(post, prompt, reply, text, input, output, failed);
                        }
                        case Reply.Busy _,Reply.Away _,Reply.Refused _,Reply.Overspent _ -> {
                            String reason = outlook.failed(reply);
                            failed.add(new Reply.Failed(post.name(), post.model().name(), reason));
                        }
                    }
                }
            }
        }
        return outlook.reply().served(new Reply.Served("", failed, 0));
    }

    private Reply settled(Post post, Prompt prompt, Reply reply, String text, long input, long output, List<Reply.Failed> failed) {
        // An endpoint that counts nothing must not be free of every budget.
        long in = input > 0 ? input : Post.estimate(prompt);
        long out = output > 0 ? output : Post.estimate(text);
        long money = post.properties().price().micros(in, out);
        spending.add(prompt.account(), clock.instant(), new Spending.Spent(in + out, money));
        return reply.served(new Reply.Served(post.model().name(), failed, money));
    }

    private Optional<Reply> overspent(String account) {
        for (Budget budget : budgets) {
            Spending.Spent spent = switch (budget.scope()) {
                case INVESTIGATION -> account.isEmpty() ? Spending.Spent.NOTHING : spending.by(account);
                case DAY -> spending.since(clock.instant().truncatedTo(ChronoUnit.DAYS));
                case INSTALLATION -> spending.since(Instant.EPOCH);
            };
            long amount = spent.of(budget.unit());
            if (amount >= budget.limit()) return Optional.of(new Reply.Overspent(budget, amount));
        }
        return Optional.empty();
    }

    /// Finds out what each endpoint can, one after the other, and keeps it in mind.
    ///
    /// @param context whether to try a long prompt as well, which takes a slow model minutes
    /// @param codeWord drawn by chance
    /// @param nanos a clock that only ever goes forward
    /// @param each is told of each endpoint as soon as it is known
    public void probe(boolean context, Supplier<String> codeWord, LongSupplier nanos, Found each) {
        for (Post post : posts) {
            LlmProperties settings = post.properties();
            Probe probe = Probe.of(post.model(), settings.timeout(), context ? settings.contextTokens() - settings.maxOutputTokens() : 0,
                    codeWord.get(), nanos);
            if (probe.trouble() == null) post.learnt(probe);
            each.found(post.name(), settings, probe);
        }
    }

    /// Is told what was found out.
    @FunctionalInterface
    public interface Found {
        void found(String endpoint, LlmProperties settings, Probe probe);
    }

    /// What the whole comes to where nobody answered: worth waiting for as long as one endpoint is.
    private static final class Outlook {

        private final List<String> reasons = new ArrayList<>();
        private @Nullable Duration soonest;
        private boolean busy;
        private boolean away;

        void passedOver(Post post, String reason, boolean passes, @Nullable Duration wait) {
            reasons.add(post.model().name() + ": " + reason);
            if (wait != null) soon(wait);
            busy |= passes;
        }

        String failed(Reply reply) {
            String reason = switch (reply) {
                case Reply.Busy(var why, var wait, _) -> {
                    busy = true;
                    if (wait != null) soon(wait);
                    yield why;
                }
                case Reply.Away(var why, _) -> {
                    away = true;
                    yield why;
                }
                case Reply.Refused(var why, _) -> why;
                case Reply.Overspent overspent -> overspent.reason();
                case Reply.Answered _,Reply.Cut _ -> throw new IllegalArgumentException("an answer is no failure");
            };
            reasons.add(reason);
            return reason;
        }

        private void soon(Duration wait) {
            if (soonest == null || wait.compareTo(soonest) < 0) soonest = wait;
        }

        Reply reply() {
            String all = String.join("; ", reasons);
            if (busy) return new Reply.Busy(all, soonest);
            if (away || reasons.isEmpty()) return new Reply.Away(reasons.isEmpty() ? "there was no time to ask anybody" : all);
            return new Reply.Refused(all);
        }
    }
}
