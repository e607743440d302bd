package dev.firsthour.investigation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads text that means to be JSON: a recursive descent that accepts what JSON asks for and, where the text departs from it, asks which single mark
/// too many, too few or of another language explains that. Where two explanations give different values, it gives up.
///
/// Every look ahead is bounded, so that the time is linear in the text.
final class JsonRepair {

    private static final int DEEPEST = 64;
    private static final int MOST_REPAIRS = 20;
    /// Inside one string so many quotes may stand unescaped, and so far ahead is its end looked for behind the first of them.
    private static final int MOST_INNER_QUOTES = 64;
    private static final int FARTHEST_END = 20_000;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_LOOK = 512;
    private static final int END = -1;
    /// In the words before an answer so many braces are tried.
    private static final int MOST_OBJECTS = 8;
    private static final Pattern CITATION = Pattern.compile("\\[E[0-9]+");

    private static final Map<String, JsonNode> LITERALS = Map.of("true", JsonNodeFactory.instance.booleanNode(true), "false",
            JsonNodeFactory.instance.booleanNode(false), "null", JsonNodeFactory.instance.nullNode());
    private static final Map<String, String> FOREIGN_LITERALS = Map.of("True", "true", "TRUE", "true", "False", "false", "FALSE", "false",
            "None", "null", "Null", "null", "NULL", "null", "undefined", "null", "nil", "null");
    private static final Set<Character> DOUBLE_QUOTES = Set.of('"', '\u201c', '\u201d', '\u201e');
    private static final Set<Character> SINGLE_QUOTES = Set.of('\'', '\u2018', '\u2019', '`', '\u00b4');
    private static final JsonMapper JSON = JsonMapper.shared();

    /// Where a value stands, which says what may follow it.
    private enum Place {
        ROOT, CALL, ARRAY, OBJECT, KEY
    }

    /// The text allows no reading, or more than one.
    private static final class NoReading extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoReading(String reason) {
            super(reason, null, false, false);
        }
    }

    /// The text ends within a value.
    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cut(String where) {
            super(where, null, false, false);
        }
    }

    private final String text;
    private final int length;
    private int at;
    private final Deque<Place> open = new ArrayDeque<>();
    private final LinkedHashSet<String> repairs = new LinkedHashSet<>();
    private final List<String> leftOut = new ArrayList<>();
    private boolean cut;
    private @Nullable String unfinished;

    private JsonRepair(String text, int at, List<String> repairs) {
        this.text = text;
        this.length = text.length();
        this.at = at;
        this.repairs.addAll(repairs);
    }

    static JsonReading read(String text) {
        var repairs = new ArrayList<String>();
        String body = unescaped(withoutFence(withoutThinking(text, repairs), repairs), repairs);
        int start = 0;
        while (start < body.length() && isSpace(body.charAt(start)))
            start++;
        var whole = new JsonRepair(body, start, repairs);
        JsonReading reading = whole.reading();
        boolean object = reading instanceof JsonReading.Read read && read.value().isObject();
        if (object
                || (beginsJson(body, start) && !CITATION.matcher(body.substring(start, Math.min(body.length(), start + 12))).lookingAt())) {
            return reading;
        }
        // Words come before the answer. Brackets in words are citations more often than lists, so only an object is looked for.
        repairs.add("left out the words before the answer");
        int brace = body.indexOf('{', start);
        for (int tries = 0; brace >= 0 && tries < MOST_OBJECTS; tries++) {
            if (looksLikeObject(body, brace) && new JsonRepair(body, brace, repairs).reading() instanceof JsonReading.Read read
                    && read.value().isObject()) {
                return read;
            }
            brace = body.indexOf('{', brace + 1);
        }
        return reading;
    }

    private JsonReading reading() {
        try {
            JsonNode value = root();
            return new JsonReading.Read(value, List.copyOf(repairs), leftOut, cut, unfinished);
        } catch (NoReading | Cut none) {
            return new JsonReading.Unreadable(String.valueOf(none.getMessage()));
        }
    }

    // The answer within the text

    private static String withoutThinking(String text, List<String> repairs) {
        int end = text.lastIndexOf("</think>");
        if (end < 0) return text;
        repairs.add("left out the thinking before the answer");
        return text.substring(end + "</think>".length());
    }

    private static String withoutFence(String text, List<String> repairs) {
        String stripped = text.strip();
        int fence = stripped.indexOf("```");
        if (fence < 0) return text;
        boolean bracketed = fence == 1 && (stripped.charAt(0) == '{' || stripped.charAt(0) == '[');
        if (!bracketed && beginsJson(stripped, 0)) {
            // A fence within a string is the string's; one behind the value is left out with all that follows it.
            return text;
        }
        int from = fence + 3;
        while (from < stripped.length() && Character.isLetterOrDigit(stripped.charAt(from)) && from - fence < 16)
            from++;
        int end = stripped.indexOf("```", from);
        String inside = stripped.substring(from, end < 0 ? stripped.length() : end);
        repairs.add("took the answer out of its code fence");
        return inside;
    }

    private static boolean beginsJson(String text, int start) {
        return start < text.length() && "{[\"'/".indexOf(text.charAt(start)) >= 0;
    }

    // JSON that was written as a string of JSON: its first quote is escaped already.
    private static String unescaped(String text, List<String> repairs) {
        int quote = text.indexOf('"');
        if (quote < 1 || text.charAt(quote - 1) != '\\') return text;
        repairs.add("took one level of backslashes away");
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
                plain.append(text.charAt(++i));
            } else if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == 'n') {
                plain.append('\n');
                i++;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean looksLikeObject(String text, int brace) {
        int next = brace + 1;
        while (next < text.length() && isSpace(text.charAt(next)))
            next++;
        return next < text.length() && (isQuote(text.charAt(next)) || text.charAt(next) == '}' || Character.isLetter(text.charAt(next)));
    }

    // The outermost value

    private JsonNode root() {
        skip();
        if (at == length) throw new NoReading("the text is empty");
        open.push(Place.ROOT);
        JsonNode value = value(Place.ROOT, 0);
        if (cut) return value;
        boolean line = skip();
        boolean comma = false;
        if (peek() == ',') {
            comma = true;
            at++;
            skip();
        }
        if (at < length && (comma || line) && beginsValue(peek()) && !text.startsWith("```", at)) return several(value);
        trailing(value, comma);
        return value;
    }

    // Several values one after the other, as of a log of JSON: a list of them.
    private JsonNode several(JsonNode first) {
        var list = JSON.createArrayNode().add(first);
        while (at < length) {
            int before = at;
            list.add(value(Place.ROOT, 1));
            skip();
            if (peek() == ',') at++;
            skip();
            if (at == before) throw new NoReading(unexpected());
        }
        repair("put several values into one list");
        return list;
    }

    private void trailing(JsonNode value, boolean comma) {
        if (comma) repair("took out a comma too many");
        int rest = at;
        while (rest < length && (isSpace(text.charAt(rest)) || ")];},`".indexOf(text.charAt(rest)) >= 0))
            rest++;
        if (rest == length) {
            if (!text.substring(at, rest).isBlank()) repair("took out marks behind the answer");
            return;
        }
        boolean another = text.charAt(rest) == '{' || text.charAt(rest) == '[';
        if (!value.isContainer() || another) throw new NoReading(unexpected());
        repair("left out the words behind the answer");
    }

    private String unexpected() {
        return "character '" + (at < length ? text.charAt(at) : ' ') + "' at position " + at + " has no place there";
    }

    private void repair(String what) {
        if (repairs.size() < MOST_REPAIRS) repairs.add(what);
    }

    // Values

    private JsonNode value(Place place, int depth) {
        if (depth > DEEPEST) throw new NoReading("values lie more than " + DEEPEST + " deep");
        skip();
        if (at == length) throw new Cut("the text ends where a value should stand");
        char c = text.charAt(at);
        if (c == '{') return object(depth);
        if (c == '[') return array(depth);
        if (isQuote(c)) return JSON.getNodeFactory().stringNode(strings(place));
        if (c == '/') return expression(place);
        return word(place, depth);
    }

    private ObjectNode object(int depth) {
        at++;
        open.push(Place.OBJECT);
        var object = JSON.createObjectNode();
        String key = null;
        try {
            boolean closed = false;
            while (!closed) {
                key = null;
                skipCommas();
                if (at == length) throw new Cut("the text ends within an object");
                closed = closes('}') || ((peek() == '{' || peek() == '[') && implied("closed an object that was left open"));
                if (closed) break;
                if (ellipsis()) continue;
                key = key();
                field(object, key, depth);
                if (cut && depth == 0) unfinished = key;
                key = null;
                closed = afterValue('}', Place.OBJECT);
            }
        } catch (Cut where) {
            cut(depth, key, where);
        }
        open.pop();
        return object;
    }

    private void field(ObjectNode object, String key, int depth) {
        skip();
        if (at == length) throw new Cut("the text ends behind the name " + shown(key));
        if (peek() == ':') at++;
        else if (beginsValue(peek())) repair("put a colon behind " + shown(key));
        else
            throw new NoReading("the name " + shown(key) + " has neither colon nor value");
        skip();
        if (at == length) throw new Cut("the text ends behind the name " + shown(key));
        if (peek() == ',' || peek() == '}' || peek() == ']') {
            leftOut.add("the field " + shown(key) + " has no value");
            return;
        }
        JsonNode value = value(Place.OBJECT, depth + 1);
        if (object.has(key)) repair("took the last of several values of " + shown(key));
        object.set(key, value);
    }

    private ArrayNode array(int depth) {
        at++;
        open.push(Place.ARRAY);
        var array = JSON.createArrayNode();
        try {
            boolean closed = false;
            while (!closed) {
                skipCommas();
                if (at == length) throw new Cut("the text ends within a list");
                closed = closes(']');
                if (closed) break;
                if (ellipsis()) continue;
                array.add(value(Place.ARRAY, depth + 1));
                closed = afterValue(']', Place.ARRAY);
            }
        } catch (Cut where) {
            cut(depth, null, where);
        }
        open.pop();
        return array;
    }

    // What is open when the text ends is closed, and said to be unfinished; the value that was being written is left out.
    private void cut(int depth, @Nullable String key, Cut where) {
        if (!cut) {
            leftOut.add(String.valueOf(where.getMessage()));
            repair("closed what was left open at the end");
        }
        cut = true;
        if (depth == 0 && unfinished == null) unfinished = key;
        at = length;
    }

    private void skipCommas() {
        skip();
        while (peek() == ',') {
            repair("took out a comma too many");
            at++;
            skip();
        }
    }

    /// Whether the container ends here: by its own bracket, by one that closes an outer container too, or by a wrong one.
    private boolean closes(char own) {
        int c = peek();
        if (c == own) {
            at++;
            return true;
        }
        if (c != '}' && c != ']') return false;
        Place other = own == '}' ? Place.ARRAY : Place.OBJECT;
        if (open.stream().skip(1).anyMatch(place -> place == other)) {
            repair(own == '}' ? "closed an object that was left open" : "closed a list that was left open");
        } else {
            repair("replaced a wrong closing bracket");
            at++;
        }
        return true;
    }

    private boolean implied(String what) {
        if (open.stream().skip(1).findFirst().orElse(Place.ROOT) != Place.ARRAY) return false;
        repair(what);
        return true;
    }

    /// Reads what stands between a value and the next.
    ///
    /// @return whether the container ends
    private boolean afterValue(char own, Place place) {
        if (cut) return true;
        boolean line = skip();
        if (at == length) throw new Cut("the text ends before its brackets close");
        int c = peek();
        if (c == ',') {
            at++;
            skip();
            if (peek() == '}' || peek() == ']') repair("took out a comma too many");
            return false;
        }
        if (closes(own)) return true;
        if (place == Place.OBJECT && c == '{' && implied("closed an object that was left open")) return true;
        if (beginsValue(c) && (place == Place.ARRAY || line || looksLikeKey(at))) {
            repair("put a comma between two values");
            return false;
        }
        throw new NoReading(unexpected());
    }

    private boolean ellipsis() {
        if (!text.startsWith("...", at)) return false;
        at += 3;
        repair("took out three dots that stand for more");
        skip();
        if (peek() == ',') at++;
        return true;
    }

    private String key() {
        int c = peek();
        if (c == ':') throw new NoReading("a field has no name at position " + at);
        if (isQuote((char) c)) return string(Place.KEY);
        int start = at;
        while (at < length && at - start <= LONGEST_KEY && "\":,{}[]\n".indexOf(text.charAt(at)) < 0 && !isQuote(text.charAt(at)))
            at++;
        String key = text.substring(start, at).strip();
        if (at == length) throw new Cut("the text ends within a field's name");
        if (key.isEmpty() || at - start > LONGEST_KEY) throw new NoReading(unexpected());
        if (text.charAt(at) == '"' && colonBehind(at + 1)) at++;
        repair("put quotes around a name");
        return key;
    }

    private boolean colonBehind(int from) {
        int next = from;
        while (next < length && next - from < LONGEST_LOOK && isSpace(text.charAt(next)))
            next++;
        return next < length && text.charAt(next) == ':';
    }

    // Words without quotes: numbers, literals, calls, and strings that lack them

    private JsonNode word(Place place, int depth) {
        int start = at;
        JsonNode call = call(depth);
        if (call != null) return call;
        boolean address = false;
        int end = start;
        while (end < length) {
            char c = text.charAt(end);
            if (c == ',' || c == '\n' || c == '"' || c == '\u201c' || c == '\u201d') break;
            if (place != Place.ROOT && (c == '}' || c == ']')) break;
            if (c == '{' || c == '[') break;
            if (c == '/' && end + 1 < length) {
                if (text.startsWith("//", end) && end > start && text.charAt(end - 1) == ':') address = true;
                else if (!address && (text.charAt(end + 1) == '*' || text.charAt(end + 1) == '/')) break;
            }
            end++;
        }
        String word = text.substring(start, end).strip();
        if (word.isEmpty()) throw new NoReading(unexpected());
        at = end;
        if (end < length && text.charAt(end) == '"' && !word.contains(":")) {
            // The closing quote stands, the opening one does not; or a string follows a number or literal with nothing between.
            JsonNode plain = plain(word);
            if (plain != null) return plain;
            at++;
            if (!follows(at, place, false)) throw new NoReading(unexpected());
            repair("put a missing opening quote");
            return JSON.getNodeFactory().stringNode(word);
        }
        JsonNode plain = plain(word);
        if (plain != null) {
            if (at == length && place != Place.ROOT && plain.isNumber()) throw new Cut("the text ends within a number");
            return plain;
        }
        if (place == Place.ARRAY) {
            int space = word.indexOf(' ');
            JsonNode first = space > 0 ? plain(word.substring(0, space)) : null;
            if (first != null) {
                at = start + space;
                return first;
            }
        }
        if (at == length && place != Place.ROOT) throw new Cut("the text ends within a word");
        if (isUnfinishedNumber(word)) {
            if (at == length) throw new Cut("the text ends within the number " + shown(word));
            throw new NoReading("the number " + shown(word) + " is not finished");
        }
        if (place != Place.ROOT && word.contains(": ")) throw new NoReading("the words " + shown(word) + " lack quotes or a comma");
        repair("put quotes around words");
        return JSON.getNodeFactory().stringNode(word);
    }

    private @Nullable JsonNode plain(String word) {
        JsonNode literal = LITERALS.get(word);
        if (literal != null) return literal;
        String foreign = FOREIGN_LITERALS.get(word);
        if (foreign != null) {
            repair("wrote " + foreign + " for " + word);
            return LITERALS.get(foreign);
        }
        if (isNumber(word)) return JsonReading.STRICT.readTree(word);
        String completed = word.startsWith(".") ? "0" + word : word.startsWith("-.") ? "-0" + word.substring(1) : "";
        if (isNumber(completed)) {
            repair("put a zero before a decimal point");
            return JsonReading.STRICT.readTree(completed);
        }
        return null;
    }

    /// JSON's grammar of numbers, of a length that any number has.
    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() <= 64 && word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");
    }

    private static boolean isUnfinishedNumber(String word) {
        return word.length() <= 64 && word.matches("-|\\.|-?(0|[1-9][0-9]*)(\\.[0-9]*)?([eE][+-]?)?");
    }

    /// A value wrapped in a call, as MongoDB's shell and JSONP write it.
    private @Nullable JsonNode call(int depth) {
        int name = at;
        while (name < length && name - at < LONGEST_KEY && (Character.isLetterOrDigit(text.charAt(name)) || text.charAt(name) == '_'))
            name++;
        int bracket = name;
        while (bracket < length && bracket - name < 8 && text.charAt(bracket) == ' ')
            bracket++;
        if (name == at || Character.isDigit(text.charAt(at)) || bracket >= length || text.charAt(bracket) != '(') return null;
        int inside = bracket + 1;
        while (inside < length && inside - bracket < 64 && isSpace(text.charAt(inside)))
            inside++;
        if (inside >= length || !(isQuote(text.charAt(inside)) || "{[-0123456789tfn".indexOf(text.charAt(inside)) >= 0)) return null;
        int end = inside;
        if (!isQuote(text.charAt(inside)) && text.charAt(inside) != '{' && text.charAt(inside) != '[') {
            while ((end < length && Character.isLetterOrDigit(text.charAt(end))) || (end < length && ".-+".indexOf(text.charAt(end)) >= 0))
                end++;
            JsonNode scalar = plain(text.substring(inside, end));
            if (scalar == null) return null;
            at = end;
            return closeCall(scalar);
        }
        at = inside;
        return closeCall(
                isQuote(text.charAt(inside)) ? JSON.getNodeFactory().stringNode(string(Place.CALL)) : value(Place.ROOT, depth + 1));
    }

    private JsonNode closeCall(JsonNode value) {
        repair("took a value out of a call");
        skip();
        if (peek() == ')') at++;
        if (peek() == ';') at++;
        return value;
    }

    // A regular expression of JavaScript, as a string.
    private JsonNode expression(Place place) {
        int end = at + 1;
        while (end < length && text.charAt(end) != '/' && text.charAt(end) != '\n')
            end += text.charAt(end) == '\\' ? 2 : 1;
        if (end >= length || text.charAt(end) != '/' || !follows(end + 1, place, false)) throw new NoReading(unexpected());
        String expression = text.substring(at, end + 1);
        at = end + 1;
        repair("put quotes around words");
        return JSON.getNodeFactory().stringNode(expression);
    }

    // Strings

    private String strings(Place place) {
        String value = string(place);
        while (true) {
            int before = at;
            skip();
            if (peek() != '+') {
                at = before;
                return value;
            }
            at++;
            skip();
            if (at == length || !isQuote(text.charAt(at))) throw new NoReading("behind a + another string should stand, at position " + at);
            value = value.concat(string(place));
            repair("joined strings that were added up");
        }
    }

    /// Reads one string, whose opening quote stands here. Its end is the first closing quote that something fitting follows; quotes before
    /// that are the string's own and were not escaped.
    private String string(Place place) {
        int start = at;
        char quote = text.charAt(start);
        var content = new StringBuilder();
        int firstInner = -1;
        int firstInnerContent = 0;
        int inner = 0;
        int i = start + 1;
        while (i < length) {
            char c = text.charAt(i);
            if (c == '\\') {
                i = escape(i, content);
                continue;
            }
            if (closesQuote(quote, c)) {
                int comma = missingEnd(i, start, place);
                if (comma < 0 && follows(i + 1, place, firstInner >= 0)) return ended(quote, content, i + 1, inner);
                if (comma > 0) {
                    at = comma;
                    repair("put a missing closing quote");
                    return content.substring(0, content.length() - (i - comma)).stripTrailing();
                }
                if (firstInner < 0) {
                    firstInner = i;
                    firstInnerContent = content.length();
                }
                if (++inner > MOST_INNER_QUOTES || i - firstInner > FARTHEST_END) break;
            }
            if (c < ' ' && "\b\f\n\r\t".indexOf(c) < 0) throw new NoReading("a control character stands in a string at position " + i);
            if (c < ' ') repair("escaped a line break or tab in a string");
            content.append(c);
            i++;
        }
        if (firstInner >= 0 && beginsValue(nextAfter(firstInner + 1))) {
            return ended(quote, new StringBuilder(content.substring(0, firstInnerContent)), firstInner + 1, 0);
        }
        return unended(start, content, place);
    }

    private String ended(char quote, StringBuilder content, int end, int inner) {
        at = end;
        if (quote != '"') repair("replaced quotes that are not JSON's");
        if (inner > 0) repair("escaped quotes within a string");
        return content.toString();
    }

    private int escape(int i, StringBuilder content) {
        if (i + 1 >= length) throw new Cut("the text ends within a string");
        char c = text.charAt(i + 1);
        switch (c) {
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case 'n' -> content.append('\n');
            case 'r' -> content.append('\r');
            case 't' -> content.append('\t');
            case '"', '\\', '/' -> content.append(c);
            case 'u' -> {
                return unicode(i, content);
            }
            default -> {
                repair("took out a backslash that escapes nothing");
                content.append(c);
            }
        }
        return i + 2;
    }

    private int unicode(int i, StringBuilder content) {
        int code = 0;
        for (int digit = i + 2; digit < i + 6; digit++) {
            if (digit >= length) throw new Cut("the text ends within a string");
            int value = Character.digit(text.charAt(digit), 16);
            if (value < 0) throw new NoReading("the escape at position " + i + " is not \\u and four digits");
            code = code * 16 + value;
        }
        content.append((char) code);
        return i + 6;
    }

    // Where a string's own end is missing and the next one's beginning was taken for it: the comma before that beginning.
    private int missingEnd(int quote, int start, Place place) {
        if (place == Place.KEY || place == Place.ROOT || text.charAt(quote) != '"') return -1;
        int comma = quote - 1;
        while (comma > start && quote - comma < LONGEST_LOOK && isSpace(text.charAt(comma)))
            comma--;
        if (comma <= start || text.charAt(comma) != ',' || quote + 1 >= length) return -1;
        if (text.substring(comma, quote).indexOf('\\') >= 0) return -1;
        int end = quote + 1;
        int limit = Math.min(length, quote + LONGEST_KEY);
        while (end < limit && text.charAt(end) != '"' && text.charAt(end) != '\n' && text.charAt(end) != '\\')
            end++;
        if (end == limit || text.charAt(end) != '"' || end == quote + 1) return -1;
        int next = nextAfter(end + 1);
        return place == Place.OBJECT ? next == ':' ? comma : -1 : next == ',' || next == ']' ? comma : -1;
    }

    // No end at all: brackets at the text's end that close all that is open show that the string ended before them, if the string holds no comma
    // that might have been meant to end it. Everything else is cut.
    private String unended(int start, StringBuilder content, Place place) {
        int end = length;
        while (end > start && (isSpace(text.charAt(end - 1)) || text.charAt(end - 1) == '}' || text.charAt(end - 1) == ']'))
            end--;
        var expected = new StringBuilder();
        for (Place container : open) {
            if (container == Place.OBJECT) expected.append('}');
            if (container == Place.ARRAY) expected.append(']');
        }
        boolean closed = !expected.isEmpty() && text.substring(end).replaceAll("\\s", "").contentEquals(expected);
        String value = text.substring(start + 1, end);
        boolean clear = value.indexOf('\\') < 0 && value.indexOf('"') < 0 && (place == Place.OBJECT || value.indexOf(',') < 0);
        if (place == Place.KEY || !closed || !clear || value.isEmpty() || content.indexOf(value) < 0) {
            throw new Cut("the text ends within a string");
        }
        at = end;
        repair("put a missing closing quote");
        return value;
    }

    private static boolean closesQuote(char opening, char c) {
        if (opening == '"' || opening == '\'') return c == opening;
        return DOUBLE_QUOTES.contains(opening) ? DOUBLE_QUOTES.contains(c) : SINGLE_QUOTES.contains(c);
    }

    private static boolean isQuote(char c) {
        return DOUBLE_QUOTES.contains(c) || SINGLE_QUOTES.contains(c);
    }

    // What may follow

    /// Whether what stands at `from` may follow a value.
    ///
    /// @param doubtful whether a quote was passed already that could have been the end, so that only what is plain counts
    private boolean follows(int from, Place place, boolean doubtful) {
        int next = from;
        boolean line = false;
        int limit = Math.min(length, from + LONGEST_LOOK);
        while (next < limit) {
            char c = text.charAt(next);
            if (c == '\n') line = true;
            if (isSpace(c)) {
                next++;
            } else if (text.startsWith("/*", next)) {
                int close = text.indexOf("*/", next + 2, limit);
                next = close < 0 ? limit : close + 2;
            } else if (text.startsWith("//", next)) {
                int close = text.indexOf("\n", next, limit);
                next = close < 0 ? limit : close;
            } else {
                break;
            }
        }
        if (next >= length) return true;
        char c = text.charAt(next);
        boolean apart = next > from;
        if (c == '+') return isQuoteAt(next + 1) || nextAfter(next + 1) == '/';
        return switch (place) {
            case CALL -> c == ')';
            case ROOT -> c == ',' || c == ';' || c == '`' || line || ((c == '}' || c == ']') && onlyBrackets(next));
            case KEY -> c == ':' || (!doubtful && (c == ',' || c == '}' || c == ']'))
                    || (!doubtful && apart && (isQuote(c) || c == '{' || c == '[' || beginsScalar(next)))
                    || (!doubtful && Character.isDigit(c));
            case ARRAY -> switch (c) {
                case ',' -> fitsArray(next + 1, doubtful);
                case ']', '}' -> endsContainer(next + 1);
                default -> (line && beginsValue(c)) || (apart && beginsString(next)) || (apart && beginsScalar(next));
            };
            case OBJECT -> switch (c) {
                case ',' -> fitsObject(next + 1);
                case '}', ']' -> endsContainer(next + 1);
                case '{' -> true;
                default -> looksLikeKey(next);
            };
        };
    }

    private boolean onlyBrackets(int from) {
        int next = from;
        int limit = Math.min(length, from + LONGEST_LOOK);
        while (next < limit && (isSpace(text.charAt(next)) || text.charAt(next) == '}' || text.charAt(next) == ']'))
            next++;
        return next == length;
    }

    private boolean isQuoteAt(int from) {
        int next = nextAfter(from);
        return next != END && isQuote((char) next);
    }

    private boolean fitsArray(int from, boolean doubtful) {
        int c = nextAfter(from);
        return c == END || c == ']' || c == '}' || c == '{' || c == '[' || c == '.' || c == ',' || isQuote((char) c) || c == '-' || c == '/'
                || Character.isDigit(c) || !doubtful;
    }

    private boolean fitsObject(int from) {
        int next = placeAfter(from);
        if (next >= length) return true;
        char c = text.charAt(next);
        return c == '}' || c == ']' || c == ',' || c == '{' || c == '/' || text.startsWith("...", next) || looksLikeKey(next);
    }

    private boolean endsContainer(int from) {
        int c = nextAfter(from);
        return c == END || ",]})`;/".indexOf(c) >= 0 || c == '{' || text.startsWith("\n", from) || isQuote((char) c)
                || (open.size() == 2 && text.substring(from, Math.min(length, from + 2)).isBlank());
    }

    private boolean looksLikeKey(int from) {
        int end = from;
        int limit = Math.min(length, from + LONGEST_KEY);
        if (end >= limit) return false;
        boolean quoted = isQuote(text.charAt(end));
        if (quoted) end++;
        int start = end;
        while (end < limit && !isQuote(text.charAt(end)) && "\n:,{}[]".indexOf(text.charAt(end)) < 0
                && (quoted || Character.isLetterOrDigit(text.charAt(end)) || "_-$ ".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        // A name that runs into the text's end was cut.
        if (end == length) return quoted;
        if (end == start || end >= limit) return false;
        if (isQuote(text.charAt(end))) end++;
        while (end < limit && isSpace(text.charAt(end)))
            end++;
        return end == length ? quoted : end < limit && text.charAt(end) == ':';
    }

    private boolean beginsString(int from) {
        if (!isQuote(text.charAt(from)) || from + 1 >= length) return false;
        char inside = text.charAt(from + 1);
        return !isSpace(inside) && ",:}]".indexOf(inside) < 0;
    }

    private boolean beginsScalar(int from) {
        int end = from;
        int limit = Math.min(length, from + 32);
        while (end < limit && (Character.isLetterOrDigit(text.charAt(end)) || ".-+".indexOf(text.charAt(end)) >= 0))
            end++;
        String word = text.substring(from, end);
        if (!isNumber(word) && !LITERALS.containsKey(word) && !FOREIGN_LITERALS.containsKey(word)) return false;
        int next = nextAfter(end);
        return next == END || next == ',' || next == ']' || next == '}';
    }

    private static boolean beginsValue(int c) {
        return c != END && (c == '{' || c == '[' || c == '-' || c == '.' || c == '_' || c == '$' || isQuote((char) c)
                || Character.isLetterOrDigit(c));
    }

    // Marks between

    private int peek() {
        return at < length ? text.charAt(at) : END;
    }

    private int nextAfter(int from) {
        int next = placeAfter(from);
        return next < length ? text.charAt(next) : END;
    }

    private int placeAfter(int from) {
        int next = from;
        int limit = Math.min(length, from + LONGEST_LOOK);
        while (next < limit && isSpace(text.charAt(next)))
            next++;
        return next;
    }

    /// Passes white space and comments.
    ///
    /// @return whether a line ended there
    private boolean skip() {
        boolean line = false;
        while (at < length) {
            char c = text.charAt(at);
            if (isSpace(c)) {
                line |= c == '\n';
                if (c > ' ') repair("replaced white space that is not JSON's");
                at++;
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                at = close < 0 ? length : close + 2;
                repair("took out a comment");
            } else if (text.startsWith("//", at) || c == '#') {
                int close = text.indexOf('\n', at);
                at = close < 0 ? length : close;
                repair("took out a comment");
            } else {
                break;
            }
        }
        return line;
    }

    private static boolean isSpace(char c) {
        return c <= ' '
                ? c == ' ' || c == '\n' || c == '\r' || c == '\t'
                : c == '\u00a0' || c == '\u180e' || (c >= '\u2000' && c <= '\u200b') || c == '\u202f' || c == '\u205f' || c == '\u3000'
                        || c == '\ufeff';
    }

    private static String shown(String name) {
        return '"' + (name.length() <= 40 ? name : name.substring(0, 40) + "...") + '"';
    }
}
