package dev.firsthour.diagnosis;

/// Cuts one log message into words and says of each what kind it is. One instance is reused for message after message, so that reading a line
/// allocates nothing.
///
/// Words end at white space and at the marks `, ; = ( ) [ ] { } " ' | < >`, each a word of its own; a colon parts words unless it stands in a
/// time, an address or a URL. Quoted text of few words and bracketed lists are one word each, since their length varies with their value.
///
/// Cost: one pass over the characters. Limits: a message's first [#LIMIT] words; what follows counts as one piece of text.
final class LogWords {

    /// Longer messages are dumps of data: their beginning tells them apart.
    static final int LIMIT = 160;

    /// Quoted text of more words than this is a sentence, whose words are looked at one by one.
    private static final int QUOTED_WORDS = 3;
    private static final int QUOTED_LENGTH = 80;
    /// A list that is longer than this is cut into its words instead.
    private static final int LIST_LENGTH = 4_000;
    /// A word of letters and this many digits is a name for a value, as in `executor_17`; with fewer it may be text, as in `ssh2`.
    private static final int DIGITS_OF_AN_ID = 3;

    private static final byte SPACE = 1;
    private static final byte DELIMITER = 2;
    private static final byte DIGIT = 4;
    private static final byte LETTER = 8;
    private static final byte HEX_LETTER = 16;
    private static final byte[] CLASSES = classes();

    private static final String TIME_UNITS = " ms s sec secs second seconds m min mins minute minutes h hour hours ";
    private static final long USER = hash("user");
    private static final long HOST = hash("host");
    private static final long FOR = hash("for");

    private char[] text = new char[1024];
    private int length;
    private int size;
    private final int[] starts = new int[LIMIT + 1];
    private final int[] ends = new int[LIMIT + 1];
    private final long[] hashes = new long[LIMIT + 1];
    private final WordKind[] kinds = new WordKind[LIMIT + 1];
    private final boolean[] spaced = new boolean[LIMIT + 1];
    private long shape;
    private long signature;
    private long shapeBeforeMark;
    private long signatureBeforeMark;
    /// The kind of the values in the list that was read last.
    private WordKind listed = WordKind.ID;

    private static byte[] classes() {
        byte[] classes = new byte[128];
        for (int c = 0; c <= ' '; c++) {
            classes[c] = SPACE;
        }
        for (char c : ",;=()[]{}\"'|<>".toCharArray()) {
            classes[c] = DELIMITER;
        }
        for (char c = '0'; c <= '9'; c++) {
            classes[c] = DIGIT;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            classes[c] = c <= 'f' ? (byte) (LETTER | HEX_LETTER) : LETTER;
            classes[Character.toUpperCase(c)] = classes[c];
        }
        return classes;
    }

    /// Reads a part of a message. What the accessors say holds until the next call.
    void read(String message, int from, int to) {
        length = to - from;
        if (text.length < length) text = new char[Math.max(length, text.length * 2)];
        message.getChars(from, to, text, 0);
        size = 0;
        shape = 1;
        signature = 1;
        int at = 0;
        boolean space = false;
        while (at < length) {
            char c = text[at];
            if (isSpace(c)) {
                space = true;
                at++;
                continue;
            }
            if (size == LIMIT) {
                add(at, length, WordKind.TEXT, 0, space);
                break;
            }
            at = word(at, space);
            space = false;
        }
    }

    int size() {
        return size;
    }

    WordKind kind(int index) {
        return kinds[index];
    }

    long hash(int index) {
        return hashes[index];
    }

    boolean spaced(int index) {
        return spaced[index];
    }

    /// Whether a word is a unit of size behind a number.
    boolean isUnit(int index) {
        return index > 0 && kinds[index] == WordKind.WEAK && kinds[index - 1] == WordKind.NUMBER && text[ends[index] - 1] == 'B'
                && ends[index] - starts[index] <= 3;
    }

    String word(int index) {
        return new String(text, starts[index], ends[index] - starts[index]);
    }

    /// A hash of the marks and of how many words lie between them: messages of one template have the same.
    long shape() {
        return shape;
    }

    /// A hash of all that is not a value by its form: equal messages but for such values have the same.
    long signature() {
        return signature;
    }

    private int word(int at, boolean space) {
        char c = text[at];
        if (isDelimiter(c)) {
            if (c == '"' || c == '\'') {
                int method = c == '"' ? requestMethod(at + 1) : 0;
                if (method > 0) {
                    int end = requestEnd(method);
                    mark(at, space);
                    add(at + 1, method, WordKind.LITERAL, hash(at + 1, method), false);
                    add(method + 1, end, WordKind.PATH, 0, true);
                    return end;
                }
                int end = quoted(at, c);
                if (end > 0) {
                    WordKind kind = followsEquals() ? WordKind.TEXT : oneWord(at + 1, end);
                    mark(at, space);
                    add(at + 1, end, kind, hash(at + 1, end), false);
                    mark(end, false);
                    return end + 1;
                }
            }
            if (c == '[') {
                int end = list(at);
                if (end > 0) {
                    mark(at, space);
                    add(at + 1, end, WordKind.WEAK, hash(at + 1, end), false);
                    mark(end, false);
                    return end + 1;
                }
            }
            int bound = c == '<' || c == '>' ? bound(at) : 0;
            if (bound > 0) {
                add(at, bound, WordKind.DURATION, 0, space);
                return bound;
            }
            mark(at, space);
            return at + 1;
        }
        if (c == ':' || (c == '#' && at + 1 < length && isDigit(text[at + 1]))) {
            mark(at, space);
            return at + 1;
        }
        int date = date(at);
        if (date > 0) {
            add(at, date, WordKind.TIME, 0, space);
            return date;
        }
        return scan(at, space);
    }

    /// Where a bound that begins here ends, as in `<1 sec`; 0 if none does.
    private int bound(int from) {
        int at = from + 1;
        while (at < length && (isDigit(text[at]) || text[at] == '.')) {
            at++;
        }
        if (at == from + 1 || at >= length) return 0;
        int unit = text[at] == ' ' ? at + 1 : at;
        int end = unit;
        while (end < length && isLetter(text[end])) {
            end++;
        }
        return TIME_UNITS.contains(' ' + new String(text, unit, end - unit) + ' ') ? end : 0;
    }

    /// Where a date in words that begins here ends, as in `Sat Jun 18 02:08:10 2005`; 0 if none does.
    private int date(int from) {
        if (!isDateWord(from)) return 0;
        int at = from + 3;
        boolean digits = false;
        while (at + 1 < length && text[at] == ' ') {
            int next = text[at + 1] == ' ' ? at + 2 : at + 1;
            int end = next;
            if (isDateWord(next)) {
                end = next + 3;
            } else {
                while (end < length && (isDigit(text[end]) || text[end] == ':')) {
                    end++;
                }
                if (end == next || (end < length && !isSpace(text[end]) && !isDelimiter(text[end]))) break;
                digits = true;
            }
            at = end;
        }
        return digits ? at : 0;
    }

    private boolean isDateWord(int from) {
        if (from + 3 >= length || text[from] < 'A' || text[from] > 'W' || text[from + 3] != ' ') return false;
        String names = "JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun";
        for (int i = 0; i < names.length(); i += 3) {
            if (names.charAt(i) == text[from] && names.charAt(i + 1) == text[from + 1] && names.charAt(i + 2) == text[from + 2])
                return true;
        }
        return false;
    }

    /// The kind of a quotation: that of its word if it is one.
    private WordKind oneWord(int from, int to) {
        int before = size;
        if (before >= LIMIT - 2) return WordKind.WEAK;
        long shapeBefore = shape;
        long signatureBefore = signature;
        int end = scan(from, false);
        WordKind kind = end == to && size == before + 1 ? kinds[before] : WordKind.WEAK;
        size = before;
        shape = shapeBefore;
        signature = signatureBefore;
        return kind.isText() ? WordKind.WEAK : kind;
    }

    private boolean followsEquals() {
        return size > 0 && kinds[size - 1] == WordKind.MARK && hashes[size - 1] == '=';
    }

    /// Where the method of an HTTP request that begins here ends, as in `GET /cart HTTP/1.1`; 0 if none does.
    private int requestMethod(int from) {
        int at = from;
        while (at < length && at - from < 8 && text[at] >= 'A' && text[at] <= 'Z') {
            at++;
        }
        return at - from >= 3 && at + 1 < length && text[at] == ' ' && (text[at + 1] == '/' || text[at + 1] == 'h') ? at : 0;
    }

    private int requestEnd(int method) {
        int at = method + 1;
        while (at < length && text[at] != '"') {
            at++;
        }
        return at;
    }

    private int scan(int from, boolean space) {
        long hash = 0;
        int digits = 0;
        int letters = 0;
        int notHex = 0;
        int dots = 0;
        int colons = 0;
        int slashes = 0;
        int dashes = 0;
        int others = 0;
        int runs = 0;
        boolean inRun = false;
        int at = from;
        for (; at < length; at++) {
            char c = text[at];
            if (c < 128) {
                byte kind = CLASSES[c];
                if ((kind & DIGIT) != 0) {
                    digits++;
                    if (!inRun) runs++;
                    inRun = true;
                    hash = hash * 31 + c;
                    continue;
                }
                if ((kind & LETTER) != 0) {
                    letters++;
                    if ((kind & HEX_LETTER) == 0) notHex++;
                    inRun = false;
                    hash = hash * 31 + c;
                    continue;
                }
                if ((kind & SPACE) != 0) break;
                if ((kind & DELIMITER) != 0) {
                    // The milliseconds of a time follow a comma: 18:01:47,978
                    if (c == ',' && colons >= 2 && inRun && letters == 0 && at + 3 < length && isDigit(text[at + 1])
                            && isDigit(text[at + 3])) {
                        continue;
                    }
                    break;
                }
                switch (c) {
                    case '.' -> dots++;
                    case '/', '\\' -> slashes++;
                    case '-', '+' -> dashes++;
                    case ':' -> {
                        if (at + 2 < length && text[at + 1] == '/' && text[at + 2] == '/' && letters > 0) return url(from, at, space);
                        if (at == from + 1 && letters == 1 && at + 1 < length && (text[at + 1] == '\\' || text[at + 1] == '/')) {
                            slashes++;
                            continue;
                        }
                        boolean joins = at > from && at + 1 < length
                                && ((isDigit(text[at - 1]) && isDigit(text[at + 1])) || isHexGroup(from, at) || (dots > 0 && isPort(at)));
                        if (!joins)
                            return finish(from, at, space, hash, digits, letters, notHex, dots, colons, slashes, dashes, others, runs);
                        colons++;
                    }
                    case '@' -> {
                        if (at > from && isHexTail(at + 1)) {
                            int next = finish(from, at, space, hash, digits, letters, notHex, dots, colons, slashes, dashes, others, runs);
                            mark(next, false);
                            return next + 1;
                        }
                        others++;
                    }
                    default -> others++;
                }
            } else {
                others++;
            }
            inRun = false;
            hash = hash * 31 + c;
        }
        return finish(from, at, space, hash, digits, letters, notHex, dots, colons, slashes, dashes, others, runs);
    }

    private int finish(int from, int end, boolean space, long hash, int digits, int letters, int notHex, int dots, int colons, int slashes,
            int dashes, int others, int runs) {
        int to = end;
        // A full stop or the like ends the sentence, not the word.
        int trailing = 0;
        while (to - 1 > from && isStop(text[to - 1])) {
            to--;
            trailing++;
        }
        if (trailing > 0 && digits > 0) {
            dots = Math.max(0, dots - trailing);
            add(from, to, kind(from, to, digits, letters, notHex, dots, colons, slashes, dashes, others, runs), hash(from, to), space);
            if (size < LIMIT) add(to, end, WordKind.MARK, hash(to, end), false);
            return end;
        }
        add(from, end, kind(from, end, digits, letters, notHex, dots, colons, slashes, dashes, others, runs), hash, space);
        return end;
    }

    private WordKind kind(int from, int to, int digits, int letters, int notHex, int dots, int colons, int slashes, int dashes, int others,
            int runs) {
        int count = to - from;
        char first = text[from];
        if (dashes == 1 && isNamedByHex(from, to)) return WordKind.ID;
        if (digits == 0) {
            if (letters == 0 && others == 0 && slashes == 0) return WordKind.MARK;
            if (first == '/' && letters > 1) return WordKind.PATH;
            if (count > 3 && text[from + 1] == ':' && slashes > 0) return WordKind.PATH;
            if (slashes >= 2 && letters > 2 && (dots > 0 || slashes > 2)) return WordKind.PATH;
            if (isConstantValue(from, count)) return WordKind.BOOLEAN;
            if (others > 0 && isEmail(from, to)) return WordKind.EMAIL;
            if (dots > 0 && letters > 2 && followsEquals()) return WordKind.ID;
            if (count <= 3 && isUnit(from, count)) return WordKind.WEAK;
            return isWeak(from, to, dots, slashes) ? WordKind.WEAK : WordKind.LITERAL;
        }
        if (letters == 0 && others == 0 && slashes == 0) {
            if (colons == 0) {
                if (dots == 3 && runs == 4) return WordKind.IP;
                if (dashes >= 2 && runs >= 3) return WordKind.TIME;
                return WordKind.NUMBER;
            }
            return dots == 3 && runs == 5 && dashes == 0 ? WordKind.ADDRESS : WordKind.TIME;
        }
        if (letters <= 2 && colons > 0 && others == 0 && dashes >= 2 && count > 10 && text[from + 10] == 'T') return WordKind.TIME;
        if (first == '0' && count > 2 && (text[from + 1] == 'x' || text[from + 1] == 'X')) return WordKind.HEX;
        if (first == '/' && count > 1) return WordKind.PATH;
        if (count > 2 && text[from + 1] == ':' && isLetter(first)) return WordKind.PATH;
        if (slashes > 0) {
            if (letters == 0) return slashes == 2 && runs >= 3 ? WordKind.TIME : WordKind.VALUE;
            return slashes > 1 || dots > 0 ? WordKind.PATH : WordKind.ID;
        }
        if (notHex == 0 && others == 0 && dots == 0 && colons == 0) {
            if (dashes == 4 && count == 36) return WordKind.UUID;
            if (dashes == 0 && count >= 6) return WordKind.HEX;
        }
        if (others > 0 && isEmail(from, to)) return WordKind.EMAIL;
        if (colons > 0) return letters > 0 && dots >= 0 && isHost(from, to) ? WordKind.ADDRESS : WordKind.ID;
        if (isDigit(first) || ((first == '-' || first == '+') && count > 1 && isDigit(text[from + 1]))) {
            return quantity(from, to, digits, letters, dots, dashes, others);
        }
        boolean plain = dots == 0 && dashes == 0 && others == 0;
        // A name with a number in its midst was thought up by somebody: X509Certificate, Base64Decoder
        if (plain && runs == 1 && letters >= 2 * digits && !isDigit(text[to - 1]) && !followsEquals()) return WordKind.WEAK;
        if (runs > 1 || digits >= DIGITS_OF_AN_ID || followsEquals()) return WordKind.ID;
        return isNumbered(from, to) || (dots > 0 && dashes > 0) ? WordKind.ID : WordKind.WEAK;
    }

    /// A word and eight hexadecimal digits behind a dash, as names are made for what must not be said (`email-caefbfe0`) and for what is made by the dozen: an
    /// id, however many of its digits happen to be letters.
    private boolean isNamedByHex(int from, int to) {
        int dash = to - 9;
        if (dash <= from || text[dash] != '-' || !isLetter(text[from])) return false;
        for (int at = dash + 1; at < to; at++) {
            char c = text[at];
            if (!isDigit(c) && (c < 'a' || c > 'f')) return false;
        }
        return true;
    }

    /// A unit of size behind a number: how it is scaled varies with the value.
    private boolean isUnit(int from, int count) {
        char last = text[from + count - 1];
        if (last != 'B' || size == 0 || kinds[size - 1] != WordKind.NUMBER) return false;
        if (count == 1) return true;
        char scale = text[from];
        return (count == 2 || text[from + 1] == 'i') && (scale == 'K' || scale == 'k' || scale == 'M' || scale == 'G' || scale == 'T');
    }

    /// A number with its unit, as in `20ms`, `4.5KB` or `50%`; else a name that begins with a digit.
    private WordKind quantity(int from, int to, int digits, int letters, int dots, int dashes, int others) {
        if (letters == 0 && others == 1 && text[to - 1] == '%') return WordKind.NUMBER;
        if (letters > 3 || others > 0 || digits + letters + dots + dashes != to - from) return WordKind.ID;
        int unit = to - letters;
        for (int at = unit; at < to; at++) {
            if (!isLetter(text[at])) return WordKind.ID;
        }
        char last = text[to - 1];
        if (last == 'B' || last == 'b') return WordKind.SIZE;
        return last == 's' || last == 'm' || last == 'h' || last == 'd' ? WordKind.DURATION : WordKind.NUMBER;
    }

    private int url(int from, int colon, boolean space) {
        int at = colon + 3;
        while (at < length && !isSpace(text[at]) && text[at] != '"' && text[at] != '\'' && text[at] != '<' && text[at] != '>'
                && text[at] != ')'
                && text[at] != ']' && text[at] != '}' && text[at] != ',' && text[at] != ';') {
            at++;
        }
        while (at - 1 > colon + 3 && isStop(text[at - 1])) {
            at--;
        }
        add(from, at, WordKind.URL, 0, space);
        return at;
    }

    /// Where a quotation that begins here ends, if it is one of few words; else 0.
    private int quoted(int at, char quote) {
        if (at > 0 && isWordCharacter(text[at - 1])) return 0;
        int words = 1;
        int limit = Math.min(length, at + QUOTED_LENGTH);
        for (int end = at + 1; end < limit; end++) {
            char c = text[end];
            if (c == quote) {
                boolean closes = end > at + 1 && (end + 1 == length || !isWordCharacter(text[end + 1]));
                return closes ? end : 0;
            }
            if (c == ' ' && ++words > QUOTED_WORDS) return 0;
            if (c == '{' || c == '}' || c == '[' || c == ']' || c == '"') return 0;
        }
        return 0;
    }

    /// Where a bracketed list of two or more simple items ends; else 0.
    private int list(int at) {
        int commas = 0;
        int limit = Math.min(length, at + LIST_LENGTH);
        for (int end = at + 1; end < limit; end++) {
            char c = text[end];
            if (c == ']') return commas > 0 ? end : 0;
            if (c == ',') {
                commas++;
            } else if (c == '[' || c == '(' || c == '{' || c == '=' || c == '"' || c == ';' || c == '<') {
                return 0;
            } else if (c == ' ' && text[end - 1] != ',') {
                return 0;
            }
        }
        return 0;
    }

    /// Words that may be a value: what follows an equals sign, and names of many parts.
    private boolean isWeak(int from, int to, int dots, int slashes) {
        if (followsEquals() || isAnnounced(to)) return true;
        if (slashes > 0 && dots > 0) return true;
        if (dots == 0) return false;
        // A dot inside the word, not at its end
        for (int at = from + 1; at < to - 1; at++) {
            if (text[at] == '.' && isLetter(text[at - 1]) && isLetter(text[at + 1])) return true;
        }
        return false;
    }

    /// Whether the word before says that a name comes: `for user anna`, `host alpha answers`. At the end of a message it may be a verb.
    private boolean isAnnounced(int to) {
        if (size == 0 || !spacedWord(size - 1)) return false;
        if (hashes[size - 1] != USER && hashes[size - 1] != HOST) return false;
        return to < length || (size > 1 && hashes[size - 2] == FOR);
    }

    private boolean spacedWord(int index) {
        return kinds[index] == WordKind.LITERAL;
    }

    private boolean isConstantValue(int from, int count) {
        return switch (count) {
            case 4 -> matches(from, "true") || matches(from, "null");
            case 5 -> matches(from, "false");
            default -> false;
        };
    }

    private boolean matches(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((text[from + i] | 0x20) != word.charAt(i)) return false;
        }
        return true;
    }

    private boolean isEmail(int from, int to) {
        int at = -1;
        boolean dot = false;
        for (int i = from; i < to; i++) {
            if (text[i] == '@') {
                if (at >= 0) return false;
                at = i;
            } else if (text[i] == '.' && at >= 0 && i > at + 1 && i < to - 1) {
                dot = true;
            }
        }
        return at > from && dot;
    }

    /// Whether a port follows a colon: two to five digits at a word's end; what is before it must not be a class's name.
    private boolean isPort(int colon) {
        int dot = colon - 1;
        while (text[dot] != '.') {
            dot--;
        }
        if (dot + 1 == colon || !Character.isLowerCase(text[dot + 1])) return false;
        for (int i = dot + 1; i < colon; i++) {
            if (!Character.isLowerCase(text[i]) && !isDigit(text[i]) && text[i] != '-') return false;
        }
        int at = colon + 1;
        while (at < length && isDigit(text[at])) {
            at++;
        }
        return at - colon > 2 && at - colon <= 6 && (at == length || isSpace(text[at]) || isDelimiter(text[at]));
    }

    private boolean isHost(int from, int to) {
        for (int at = to - 1; at > from; at--) {
            if (text[at] == ':') return at < to - 1;
            if (!isDigit(text[at])) return false;
        }
        return false;
    }

    /// Whether what lies before a colon is a group of an IPv6 or hardware address: at most four hexadecimal digits, and such a group follows.
    private boolean isHexGroup(int from, int colon) {
        int group = colon - 1;
        while (group >= from && isHex(text[group])) {
            group--;
        }
        int before = colon - 1 - group;
        if (group >= from && text[group] != ':') return false;
        if (before < 1 || before > 4) return false;
        int at = colon + 1;
        while (at < length && isHex(text[at])) {
            at++;
        }
        int after = at - colon - 1;
        if (after < 1 || after > 4) return false;
        return (at < length && text[at] == ':') || group >= from;
    }

    /// A name with its number behind a dash, as in `worker-3` or `broadcast_8`.
    private boolean isNumbered(int from, int to) {
        int at = to - 1;
        while (at > from && isDigit(text[at])) {
            at--;
        }
        return at < to - 1 && at > from && (text[at] == '-' || text[at] == '_');
    }

    private boolean isHexTail(int from) {
        int at = from;
        while (at < length && isHex(text[at])) {
            at++;
        }
        return at > from + 2 && (at == length || isSpace(text[at]) || isDelimiter(text[at]) || text[at] == ':');
    }

    private void mark(int at, boolean space) {
        if (size <= LIMIT) add(at, at + 1, WordKind.MARK, text[at], space);
    }

    private void add(int from, int to, WordKind kind, long hash, boolean space) {
        if (size > LIMIT) return;
        boolean comma = size > 1 && kinds[size - 1] == WordKind.MARK && hashes[size - 1] == ',';
        if (comma && kind != WordKind.TIME && goesOn(kind, size - 2)) {
            size--;
            shape = shapeBeforeMark;
            signature = signatureBeforeMark;
            ends[size - 1] = to;
            kinds[size - 1] = WordKind.LIST;
            listed = kind;
            return;
        }
        if (space && size > 0 && goesOn(kind, size - 1)) {
            ends[size - 1] = to;
            if (kind != WordKind.TIME) {
                kinds[size - 1] = WordKind.LIST;
                listed = kind;
            }
            return;
        }
        starts[size] = from;
        ends[size] = to;
        kinds[size] = kind;
        hashes[size] = hash;
        spaced[size] = space;
        size++;
        if (kind == WordKind.MARK) {
            shapeBeforeMark = shape;
            signatureBeforeMark = signature;
            shape = mix(shape, hash + 2);
            signature = mix(signature, hash + 2);
        } else {
            shape = mix(shape, 1);
            signature = mix(signature, kind.isText() ? hash + 7 : 1);
        }
    }

    private static long hash(String word) {
        long hash = 0;
        for (int at = 0; at < word.length(); at++) {
            hash = hash * 31 + word.charAt(at);
        }
        return hash;
    }

    /// A date and its time are one value, and so are ids in a row, of which there may be any number.
    private boolean goesOn(WordKind kind, int index) {
        WordKind last = kinds[index];
        return switch (kind) {
            case TIME -> last == WordKind.TIME;
            case ID, UUID, IP, ADDRESS -> last == kind || (last == WordKind.LIST && listed == kind);
            default -> false;
        };
    }

    private long hash(int from, int to) {
        long hash = 0;
        for (int at = from; at < to; at++) {
            hash = hash * 31 + text[at];
        }
        return hash;
    }

    static long mix(long hash, long next) {
        long mixed = (hash ^ next) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    private static boolean isStop(char c) {
        return c == '.' || c == '!' || c == '?';
    }

    private static boolean isSpace(char c) {
        return c < 128 ? (CLASSES[c] & SPACE) != 0 : c == '\u00a0' || c == '\u3000';
    }

    private static boolean isDelimiter(char c) {
        return c < 128 && (CLASSES[c] & DELIMITER) != 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c < 128 ? (CLASSES[c] & LETTER) != 0 : Character.isLetter(c);
    }

    private static boolean isHex(char c) {
        return c < 128 && (CLASSES[c] & (DIGIT | HEX_LETTER)) != 0;
    }

    private static boolean isWordCharacter(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }
}
