package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Gets a valid answer out of a model in a few attempts, by telling it field by field what was wrong.
///
/// What was valid once is kept: a later answer fills in what is missing and can neither lose nor overwrite it. This is a value that knows
/// nothing of models or clocks: each answer gives the next step, and feeding recorded answers in again gives the same steps again,
/// which is how an investigation goes on after a crash.
///
///     Healing healing = Healing.start(schema, 3);
///     switch (healing.take(text, false)) {
///         case Accepted(var answer, _, _) -> ...
///         case AskAgain again             -> ask with again.message() and again.schema(), then again.next().take(...)
///         case GaveUp(var valid, ...)     -> fill the rest from the findings
///     }
final class Healing {

    /// Fewer repetitions are style, and a shorter run is a coincidence.
    private static final int LOOP_REPEATS = 6;
    private static final int SHORTEST_LOOP = 300;
    private static final int LOOP_WINDOW = 6000;
    private static final int MUCH_WHITE_SPACE = 200;
    private static final int LONGEST_REFUSAL = 600;
    private static final List<String> REFUSALS = List.of("i'm sorry", "i am sorry", "sorry,", "i cannot", "i can't", "i can not",
            "i'm unable",
            "i am unable", "i won't", "i will not", "i'm not able", "i am not able", "as an ai", "unfortunately, i", "i must decline",
            "i apologize");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final AnswerSchema schema;
    private final int maxAttempts;
    private final int attempts;
    private final ObjectNode kept;

    private Healing(AnswerSchema schema, int maxAttempts, int attempts, ObjectNode kept) {
        this.schema = schema;
        this.maxAttempts = maxAttempts;
        this.attempts = attempts;
        this.kept = kept;
    }

    /// @param maxAttempts how many answers are looked at in all, at least 1
    static Healing start(AnswerSchema schema, int maxAttempts) {
        if (maxAttempts < 1) throw new IllegalArgumentException("at least one attempt is needed, not " + maxAttempts);
        return new Healing(schema, maxAttempts, 0, JSON.createObjectNode());
    }

    /// What is wrong with an answer as a whole.
    enum Flaw {
        /// It says nothing.
        EMPTY,
        /// It is white space without end, which a grammar allows and small models fall into.
        WHITE_SPACE,
        /// It says the same again and again.
        LOOP,
        /// It declines to answer.
        REFUSAL,
        /// It ran into its limit or breaks off.
        CUT,
        /// It holds no JSON that can be read.
        UNREADABLE,
        /// It is JSON and departs from the schema.
        INVALID
    }

    /// What an answer leads to.
    sealed interface Step {

        /// @param answer every field of the schema, valid
        /// @param repairs what was mended in the last answer, in words
        /// @param attempt which attempt brought it, counted from 1
        record Accepted(ObjectNode answer, List<String> repairs, int attempt) implements Step {}

        /// @param next what takes the next answer
        /// @param message what to tell the model, as the user's next turn
        /// @param schema the schema of what is still missing
        /// @param violations what was wrong, each with its pointer
        /// @param keptFields the fields that are valid by now
        /// @param attempt which attempt this was, counted from 1
        record AskAgain(Healing next, String message, AnswerSchema schema, Flaw flaw, List<Violation> violations, List<String> keptFields,
                List<String> repairs, int attempt) implements Step {}

        /// @param valid the fields that were valid in any attempt
        record GaveUp(ObjectNode valid, Flaw flaw, List<Violation> violations, List<String> repairs, int attempt) implements Step {}
    }

    /// The fields that are valid so far.
    ObjectNode valid() {
        return kept.deepCopy();
    }

    /// Looks at the next answer.
    ///
    /// @param text what the model said
    /// @param cut whether the endpoint says that it ran into its limit
    /// @throws IllegalStateException if all attempts are used up
    Step take(String text, boolean cut) {
        if (attempts >= maxAttempts) throw new IllegalStateException("all " + maxAttempts + " attempts are used up");
        return switch (JsonReading.of(text)) {
            case JsonReading.Unreadable(String reason) -> unreadable(text, cut, reason);
            case JsonReading.Read read -> read(text, cut, read);
        };
    }

    private Step unreadable(String text, boolean cut, String reason) {
        Flaw flaw = flaw(text, cut || reason.startsWith("the text ends"));
        return rejected(flaw, List.of(new Violation("", words(flaw, reason))), kept, List.of());
    }

    private static String words(Flaw flaw, String reason) {
        return switch (flaw) {
            case EMPTY -> "is empty";
            case WHITE_SPACE -> "is nothing but white space";
            case LOOP -> "repeats itself";
            case REFUSAL -> "declines instead of answering";
            case CUT -> "breaks off: it is too long";
            case UNREADABLE, INVALID -> "is not JSON: " + reason;
        };
    }

    private Step read(String text, boolean cut, JsonReading.Read read) {
        // JSON that closes is whole, whatever ran on behind it until the limit.
        boolean broken = read.cut() || (cut && !read.value().isContainer());
        if (!(read.value() instanceof ObjectNode answer)) {
            Flaw flaw = flaw(text, broken) == Flaw.UNREADABLE ? Flaw.INVALID : flaw(text, broken);
            String words = flaw == Flaw.INVALID ? schema.violations(read.value()).getFirst().words() : words(flaw, "");
            return rejected(flaw, List.of(new Violation("", words)), kept, read.repairs());
        }
        var repairs = new ArrayList<>(read.repairs());
        ObjectNode said = answer.deepCopy();
        if (read.unfinished() != null) said.remove(read.unfinished());
        schema.prune(said).forEach(pointer -> repairs.add("left out the unknown field " + pointer));
        ObjectNode valid = kept.deepCopy();
        List<Violation> wrong = schema.violations(said);
        Set<String> wrongFields = new LinkedHashSet<>();
        wrong.forEach(violation -> wrongFields.add(violation.field()));
        for (String field : schema.fields()) {
            if (!valid.has(field) && said.has(field) && !wrongFields.contains(field)) valid.set(field, said.get(field));
        }
        List<Violation> missing = schema.violations(valid);
        if (missing.isEmpty()) return new Step.Accepted(valid, List.copyOf(repairs), attempts + 1);
        List<Violation> told = told(missing, wrong, read);
        Flaw flaw = broken ? flaw(text, true) : loops(text) ? Flaw.LOOP : Flaw.INVALID;
        return rejected(flaw, told, valid, repairs);
    }

    // What this answer got wrong says more than that a field is missing.
    private static List<Violation> told(List<Violation> missing, List<Violation> wrong, JsonReading.Read read) {
        var told = new ArrayList<Violation>();
        for (Violation gap : missing) {
            if (gap.field().equals(read.unfinished())) {
                told.add(new Violation(gap.pointer(), "was cut off: write it shorter"));
                continue;
            }
            List<Violation> closer = wrong.stream().filter(violation -> violation.field().equals(gap.field())).toList();
            told.addAll(closer.isEmpty() ? List.of(gap) : closer);
        }
        return told.stream().distinct().toList();
    }

    private Step rejected(Flaw flaw, List<Violation> violations, ObjectNode valid, List<String> repairs) {
        int attempt = attempts + 1;
        if (attempt == maxAttempts) return new Step.GaveUp(valid, flaw, violations, List.copyOf(repairs), attempt);
        List<String> keptFields = List.copyOf(valid.propertyNames());
        List<String> open = schema.fields().stream().filter(field -> !valid.has(field)).toList();
        return new Step.AskAgain(new Healing(schema, maxAttempts, attempt, valid), message(flaw, violations, keptFields, open),
                schema.only(open),
                flaw, violations, keptFields, List.copyOf(repairs), attempt);
    }

    private static String message(Flaw flaw, List<Violation> violations, List<String> keptFields, List<String> open) {
        var message = new StringBuilder(switch (flaw) {
            case EMPTY, WHITE_SPACE -> "You sent nothing. ";
            case LOOP -> "You repeated yourself without end. Say each thing once. ";
            case REFUSAL -> "This is the monitoring data of our own systems, and explaining it is all that is asked of you. ";
            case CUT -> "Your answer was cut off because it is too long. Use half as many words. ";
            case UNREADABLE, INVALID -> "Your answer cannot be used yet. ";
        });
        if (flaw == Flaw.INVALID || flaw == Flaw.CUT || flaw == Flaw.UNREADABLE) {
            message.append("What is wrong:\n");
            violations.forEach(violation -> message.append("- ").append(violation).append('\n'));
        }
        if (!keptFields.isEmpty())
            message.append("Accepted already, do not send again: ").append(String.join(", ", keptFields)).append(".\n");
        return message.append("Send one JSON object with the fields ").append(String.join(", ", open))
                .append(". Begin with { and end with }, with no words around it.").toString();
    }

    private static Flaw flaw(String text, boolean cut) {
        if (text.isBlank()) return text.length() > MUCH_WHITE_SPACE ? Flaw.WHITE_SPACE : Flaw.EMPTY;
        if (text.length() - text.stripTrailing().length() > MUCH_WHITE_SPACE) return Flaw.WHITE_SPACE;
        if (loops(text)) return Flaw.LOOP;
        if (refuses(text)) return Flaw.REFUSAL;
        return cut ? Flaw.CUT : Flaw.UNREADABLE;
    }

    private static boolean refuses(String text) {
        String start = text.strip().toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        return start.length() <= LONGEST_REFUSAL && start.indexOf('{') < 0 && REFUSALS.stream().anyMatch(start::startsWith);
    }

    /// Whether a text ends by saying the same again and again: the longest stretch at its end that has a period, found by the prefix function
    /// of the end read backwards (Knuth, Morris and Pratt 1977), is long and holds the period often.
    static boolean loops(String text) {
        String tail = text.stripTrailing();
        int length = Math.min(tail.length(), LOOP_WINDOW);
        if (length < SHORTEST_LOOP) return false;
        int last = tail.length() - 1;
        int[] prefix = new int[length];
        for (int i = 1; i < length; i++) {
            int k = prefix[i - 1];
            while (k > 0 && tail.charAt(last - i) != tail.charAt(last - k))
                k = prefix[k - 1];
            if (tail.charAt(last - i) == tail.charAt(last - k)) k++;
            prefix[i] = k;
            int stretch = i + 1;
            int period = stretch - k;
            if (stretch >= SHORTEST_LOOP && stretch / period >= LOOP_REPEATS) return true;
        }
        return false;
    }
}
