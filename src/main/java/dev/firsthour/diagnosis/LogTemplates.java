package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Finds the message templates of a log while reading it once, on any format, with one configuration.
///
/// Words that are values by their form (numbers, ids, addresses, paths, ...) are taken out first. What is left is text or a value that looks
/// like text, such as a user's name. Messages of the same *shape* (the same marks, with as many words between them) are compared word by word,
/// and a word is held to be a value once enough different words were seen in its place while all else was equal: two where it looks like
/// a value already, more where it looks like text, and the more the less text is left around it. So `session opened` and `session closed`
/// stay two templates, and a thousand users' names become one.
///
/// The idea of a first cut by length and marks is Drain's (He et al., ICWS 2017), that of telling text from values by how many different words
/// share a place is Brain's and Logram's (Yu et al., TSC 2023; Dai et al., TSE 2020); the thresholds grow with the doubt instead of
/// being set for each system.
///
/// Cost: a message seen before but for its values costs one pass over its characters and one look-up; a new one is compared with the templates of
/// its shape. Memory: at most [#TEMPLATES] templates and [#SIGNATURES] remembered signatures, whatever comes. Limits: two templates that
/// differ only in how many words a value has stay two; values with fewer than [#DIFFERENT_WORDS] different plain words stay text.
///
/// Not for use by several threads at once.
public final class LogTemplates {

    /// A template's number when there is no room for one more; its text is [#OVERFLOW_TEXT].
    public static final int OVERFLOW = 0;
    static final String OVERFLOW_TEXT = "<text>";

    /// Real systems have hundreds to a few thousand; what needs more is not a log of templates.
    private static final int TEMPLATES = 20_000;
    /// Templates of one shape beyond this are no longer compared with each other.
    private static final int TEMPLATES_OF_A_SHAPE = 400;
    private static final int SIGNATURES = 1 << 17;

    /// How many different plain words in one place make it a value. A component's states and verbs rarely number five in one sentence.
    private static final int DIFFERENT_WORDS = 5;
    /// The same for a message's first word, which says what it is about.
    private static final int DIFFERENT_FIRST_WORDS = 10;
    /// The same where hardly any text is left around it.
    private static final int DIFFERENT_WORDS_ALONE = 30;

    private final LogWords words = new LogWords();
    private final LogLine line = new LogLine();
    private final List<Template> templates = new ArrayList<>();
    private final Map<Long, List<Template>> shapes = new HashMap<>();
    private final SignatureTable signatures = new SignatureTable(SIGNATURES);

    public LogTemplates() {
        templates.add(new Template(OVERFLOW, new WordKind[]{WordKind.TEXT}, new boolean[1], new String[]{""}, new boolean[1]));
    }

    /// Learns from a message, and gives the number of its template: good for [#resolve] for ever.
    public int learn(String message) {
        return learn(message, 0, message.length(), 0);
    }

    /// The same for a raw line, whose header is not part of the template.
    public int learnLine(String rawLine) {
        line.read(rawLine);
        return learn(line.text(), line.messageFrom(), line.messageTo(), line.originHash());
    }

    /// @param origin a hash of where in the code the message comes from; messages of different origins never share a template. 0 if unknown.
    int learn(String message, int from, int to, long origin) {
        words.read(message, from, to);
        long signature = LogWords.mix(words.signature(), origin);
        int known = signatures.get(signature);
        if (known >= 0) return known;
        int found = slowly(LogWords.mix(words.shape(), origin));
        signatures.put(signature, found);
        return found;
    }

    /// The template that a number stands for now: templates grow together as more is seen.
    public int resolve(int number) {
        Template template = templates.get(number);
        while (template.into != null) {
            template = template.into;
        }
        return template.number;
    }

    /// The template's text with its values as typed placeholders, as in `Received block <id> of size <number> from <ip>`.
    public String text(int number) {
        Template template = templates.get(resolve(number));
        return template.number == OVERFLOW ? OVERFLOW_TEXT : template.text();
    }

    /// How many templates there are now, those that grew together counted once.
    public int size() {
        int count = 0;
        for (Template template : templates) {
            if (template.into == null && template.number != OVERFLOW) count++;
        }
        return count;
    }

    private int slowly(long shape) {
        List<Template> siblings = shapes.computeIfAbsent(shape, _ -> new ArrayList<>());
        Template best = null;
        for (Template sibling : siblings) {
            if (sibling.accepts(words) && (best == null || sibling.literals() > best.literals())) best = sibling;
        }
        if (best != null) {
            best.widen(words);
            return best.number;
        }
        if (templates.size() >= TEMPLATES || siblings.size() >= TEMPLATES_OF_A_SHAPE) return OVERFLOW;
        Template fresh = Template.of(templates.size(), words);
        templates.add(fresh);
        join(fresh, siblings);
        siblings.add(fresh);
        siblings.removeIf(sibling -> sibling.into != null);
        return fresh.number;
    }

    /// Lets a new template grow together with those it differs from in values only.
    private static void join(Template fresh, List<Template> siblings) {
        Map<Integer, List<Template>> families = new HashMap<>();
        List<Template> alike = new ArrayList<>();
        for (Template sibling : siblings) {
            int place = fresh.difference(sibling);
            if (place == Template.SAME) {
                alike.add(sibling);
            } else if (place >= 0) {
                families.computeIfAbsent(place, _ -> new ArrayList<>()).add(sibling);
            }
        }
        alike.forEach(fresh::absorb);
        families.forEach((place, family) -> {
            family.removeIf(sibling -> sibling.into != null || fresh.difference(sibling) != place);
            if (family.size() + 1 >= fresh.needed(place)) {
                fresh.open(place);
                family.forEach(fresh::absorb);
            }
        });
    }

    /// One template. A word is text, or a value of a kind; an open value takes any word.
    private static final class Template {

        static final int SAME = -1;
        static final int MANY = -2;

        final int number;
        private final WordKind[] kinds;
        private final boolean[] open;
        private final String[] texts;
        private final boolean[] spaced;
        private final long[] hashes;
        private final boolean[] units;
        private @Nullable Template into;

        Template(int number, WordKind[] kinds, boolean[] open, String[] texts, boolean[] spaced) {
            this.number = number;
            this.kinds = kinds;
            this.open = open;
            this.texts = texts;
            this.spaced = spaced;
            this.hashes = new long[kinds.length];
            this.units = new boolean[kinds.length];
        }

        static Template of(int number, LogWords words) {
            int size = words.size();
            var template = new Template(number, new WordKind[size], new boolean[size], new String[size], new boolean[size]);
            for (int i = 0; i < size; i++) {
                template.kinds[i] = words.kind(i);
                template.spaced[i] = words.spaced(i);
                template.hashes[i] = words.hash(i);
                template.texts[i] = words.kind(i).isText() ? words.word(i) : "";
                template.units[i] = words.isUnit(i);
            }
            return template;
        }

        boolean accepts(LogWords words) {
            if (words.size() != kinds.length) return false;
            for (int i = 0; i < kinds.length; i++) {
                if (open[i]) continue;
                WordKind kind = words.kind(i);
                if (kinds[i].isText()) {
                    if (!kind.isText() || words.hash(i) != hashes[i]) return false;
                } else if (kind == WordKind.LITERAL || kind == WordKind.MARK || (kind == WordKind.WEAK && i == 0)) {
                    return false;
                }
            }
            return true;
        }

        /// Takes note of the kinds of values that a message has.
        void widen(LogWords words) {
            for (int i = 0; i < kinds.length; i++) {
                if (!kinds[i].isText()) kinds[i] = kinds[i].with(words.kind(i));
            }
        }

        /// How many words of text, marks not counted.
        int literals() {
            int count = 0;
            for (WordKind kind : kinds) {
                if (kind.isText() && kind != WordKind.MARK) count++;
            }
            return count;
        }

        /// The one place in which plain words differ; SAME if only what looks like a value differs, MANY if more than one place does.
        int difference(Template other) {
            if (other.kinds.length != kinds.length) return MANY;
            int place = SAME;
            boolean weak = false;
            boolean common = false;
            for (int i = 0; i < kinds.length; i++) {
                boolean text = kinds[i].isText();
                boolean otherText = other.kinds[i].isText();
                if (text && otherText && hashes[i] == other.hashes[i]) {
                    common |= kinds[i] != WordKind.MARK;
                    continue;
                }
                if (!text && !otherText) continue;
                if (kinds[i] == WordKind.MARK || other.kinds[i] == WordKind.MARK) return MANY;
                if (open[i] || other.open[i]) continue;
                // A message's first word says what it is about, whatever it looks like
                boolean plain = i == 0 || kinds[i] == WordKind.LITERAL || other.kinds[i] == WordKind.LITERAL;
                if (!plain) {
                    weak = true;
                    continue;
                }
                if (place >= 0) return MANY;
                place = i;
            }
            if (place == SAME && weak && !common) return MANY;
            return place;
        }

        /// How many different words a place must have seen to be a value.
        int needed(int place) {
            int around = 0;
            boolean first = true;
            for (int i = 0; i < kinds.length; i++) {
                if (i == place) continue;
                if (kinds[i] == WordKind.LITERAL) {
                    around++;
                }
                if (i < place && kinds[i] == WordKind.LITERAL) first = false;
            }
            if (around < 2) return DIFFERENT_WORDS_ALONE;
            return first ? DIFFERENT_FIRST_WORDS : DIFFERENT_WORDS;
        }

        void open(int place) {
            open[place] = true;
            kinds[place] = WordKind.VALUE;
        }

        void absorb(Template other) {
            for (int i = 0; i < kinds.length; i++) {
                boolean same = kinds[i].isText() && other.kinds[i].isText() && hashes[i] == other.hashes[i];
                if (same) continue;
                open[i] |= other.open[i];
                kinds[i] = kinds[i].isText() && other.kinds[i].isText() ? WordKind.VALUE : kinds[i].with(other.kinds[i]);
            }
            other.into = this;
        }

        String text() {
            var text = new StringBuilder();
            for (int i = 0; i < kinds.length; i++) {
                // A number and a unit that varies with it are one value
                boolean unit = i > 0 && i < kinds.length && kinds[i - 1] == WordKind.NUMBER && units[i] && !kinds[i].isText();
                if (unit) {
                    text.setLength(text.length() - WordKind.NUMBER.placeholder().length());
                    text.append(WordKind.SIZE.placeholder());
                    continue;
                }
                if (spaced[i] && !text.isEmpty()) text.append(' ');
                text.append(kinds[i].isText() ? texts[i] : kinds[i].placeholder());
            }
            return text.toString();
        }
    }
}
