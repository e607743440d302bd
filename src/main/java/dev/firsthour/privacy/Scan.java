package dev.firsthour.privacy;

import org.jspecify.annotations.Nullable;

import dev.firsthour.privacy.TellingNames.Telling;
import dev.firsthour.privacy.TellingNames.Weight;

/// One walk over one text, from left to right, that copies it without what must go.
///
/// Nothing is searched for from every position, as a set of regular expressions would: the walk stops only at the start of a word and at the
/// few marks that secrets come with, and looks from there. Each look is bounded or remembers how far it has already looked, so that the
/// time is linear in the text whatever stands in it.
final class Scan {

    /// How a replacement begins.
    static final String MARK = "[REDACTED:";

    private static final String BEGIN_KEY = "-----BEGIN";
    private static final String END_KEY = "-----END";
    /// A private key of 16,384 bits fits three times.
    private static final int LONGEST_KEY = 32 * 1024;
    private static final int LONGEST_LABEL = 72;
    private static final int LONGEST_USERINFO = 512;
    private static final int LONGEST_PAIR_GAP = 24;
    private static final int LONGEST_COMMAND = 400;
    private static final int LONGEST_PAM = 120;
    private static final int FEWEST_WRAPPED = 40;
    static final int LONGEST_MARK = 48;
    /// As much of a value is looked at to judge it; once it is judged a secret, all of it goes.
    private static final int JUDGED = 512;

    private static final String[] USER_BEFORE = {"invalid ", "opened for ", "closed for ", "illegal ", "authenticating ", "unknown "};
    private static final String[] FOR_BEFORE = {"password ", "publickey ", "keyboard-interactive/pam ", "hostbased "};

    private static final int PLAIN = 0;
    private static final int WORD = 1;
    private static final int DIGIT = 2;
    private static final int SEPARATOR = 3;
    private static final int AT = 4;
    private static final int BRACKET = 5;
    private static final int DASH = 6;
    private static final int PLUS = 7;
    private static final int PERCENT = 8;
    private static final int LINE_END = 9;
    private static final byte[] CLASSES = classes();

    private final String text;
    private final int length;
    private final String scope;
    private final Pseudonyms pseudonyms;
    private final Hosts hosts;
    private final char[] letters = new char[TellingNames.LONGEST];
    private @Nullable StringBuilder copy;
    /// Everything before it is copied or taken out; nothing looks back beyond it.
    private int done;
    private int removed;
    /// Before it stands no end of a private key that begins where the walk is now; and so for an `@`.
    private int nextKeyEnd = -1;
    private int nextAt = -1;
    private int ipv6Looked;
    private int hostLooked;
    private int encodedLooked;
    /// How deep within encoded text this walk is: what is encoded twice is not looked into.
    private final int depth;
    private int lineFrom;
    private int lineTo;
    /// The command of this line whose flags carry passwords: its first letter, or 0.
    private char command;
    private int commandAt;

    Scan(String text, String scope, Pseudonyms pseudonyms, Hosts hosts) {
        this(text, scope, pseudonyms, hosts, 0);
    }

    private Scan(String text, String scope, Pseudonyms pseudonyms, Hosts hosts, int depth) {
        this.depth = depth;
        this.hosts = hosts;
        this.text = text;
        this.length = text.length();
        this.scope = scope;
        this.pseudonyms = pseudonyms;
    }

    private static byte[] classes() {
        byte[] classes = new byte[128];
        for (char c = 0; c < 128; c++) {
            if (Letters.isLetter(c)) classes[c] = WORD;
            else if (Letters.isDigit(c)) classes[c] = DIGIT;
        }
        classes['='] = SEPARATOR;
        classes[':'] = SEPARATOR;
        classes['>'] = SEPARATOR;
        classes['@'] = AT;
        classes['['] = BRACKET;
        classes['-'] = DASH;
        classes['+'] = PLUS;
        classes['%'] = PERCENT;
        classes['\n'] = LINE_END;
        return classes;
    }

    Redacted redacted() {
        int at = 0;
        while (at < length) {
            char c = text.charAt(at);
            at = switch (c < 128 ? CLASSES[c] : PLAIN) {
                case WORD -> word(at);
                case DIGIT -> number(at);
                case SEPARATOR -> separator(at, 1, c);
                case AT -> email(at);
                case BRACKET -> bracket(at);
                case DASH -> dash(at);
                case PLUS -> personal(PersonalData.phone(text, at), at + 1);
                case PERCENT -> percent(at);
                case LINE_END -> line(at);
                default -> at + 1;
            };
        }
        if (copy == null) return new Redacted(text, 0);
        return new Redacted(copy.append(text, done, length).toString(), removed);
    }

    private int line(int at) {
        command = 0;
        return at + 1;
    }

    private int takeOut(int start, int end, String replacement) {
        if (copy == null) copy = new StringBuilder(length + 64);
        copy.append(text, done, start).append(replacement);
        done = end;
        removed++;
        return end;
    }

    private int takeOutSecret(int start, int end, String kind) {
        return takeOut(start, end, MARK + kind + "]");
    }

    private int personal(PersonalData.@Nullable Found found, int otherwise) {
        if (found == null) return otherwise;
        return takeOut(found.start(), found.end(), pseudonyms.of(scope, found.kind(), found.value()));
    }

    // Words

    private int word(int start) {
        int end = Letters.wordEnd(text, start, length);
        var known = KnownSecrets.at(text, start);
        if (known != null) return takeOutSecret(start, known.end(), known.kind());
        char next = end < length ? text.charAt(end) : '\n';
        if (next == '-') {
            int pseudonym = Pseudonyms.endAt(text, start);
            if (pseudonym > 0) return pseudonym;
        }
        if (next == '.' || next == '-') {
            int after = host(start, end);
            if (after > 0) return after;
        }
        if (end - start == 2 && (next == ':' || next == '-')) {
            var mac = PersonalData.mac(text, start);
            if (mac != null) return personal(mac, end);
        }
        if (next == ':' && end - start <= 4) {
            int after = ipv6(start);
            if (after > 0) return after;
        }
        if (Letters.isUpper(text.charAt(start)) && (end - start == 2 || end - start == 9 || end - start == 16)) {
            var id = NationalIds.lettered(text, start, end);
            if (id != null) return personal(id, end);
        }
        if (start >= encodedLooked && (end - start >= Encoded.SHORTEST || next == '+' || next == '/' || next == '_' || next == '-')) {
            int after = encoded(start);
            if (after > 0) return after;
        }
        if (Letters.isUpper(text.charAt(start)) && end - start >= 4 && Letters.isDigit(text.charAt(start + 2))) {
            var iban = PersonalData.iban(text, start);
            if (iban != null) return personal(iban, end);
        }
        if (next == ' ' || next == '"' || next == '\'' || next == ',' || next == '\t') {
            int after = phrase(start, end);
            if (after > 0) return after;
        }
        return end;
    }

    // A name is looked through once, whatever its parts: the words within it begin no other name.
    private int host(int start, int end) {
        if (start < hostLooked || start < done) return -1;
        int nameEnd = Hosts.nameEnd(text, start);
        hostLooked = nameEnd;
        var found = hosts.at(text, start, nameEnd);
        return found == null ? -1 : personal(found, end);
    }

    // Text in base64 or hexadecimal digits, if there is something in it that must go. A run is looked into once.
    private int encoded(int start) {
        if (depth > 0 || start < encodedLooked || start < done) return -1;
        int end = Encoded.runEnd(text, start);
        encodedLooked = end;
        if (end - start < Encoded.SHORTEST) return -1;
        String decoded = Encoded.text(text, start, end);
        if (decoded == null || new Scan(decoded, scope, pseudonyms, hosts, depth + 1).redacted().removed() == 0) return -1;
        return takeOutSecret(start, end, "encoded");
    }

    private int number(int start) {
        int end = Letters.wordEnd(text, start, length);
        if (end - start >= Encoded.SHORTEST) {
            int after = encoded(start);
            if (after > 0) return after;
        }
        if (end - start <= 4 || end - start == 9 || end - start == 15) {
            var id = NationalIds.written(text, start, end);
            if (id != null && id.start() >= done) return personal(id, end);
        }
        if (end - start <= 4 && end < length) {
            char next = text.charAt(end);
            var mac = end - start == 2 && (next == ':' || next == '-') ? PersonalData.mac(text, start) : null;
            if (mac != null) return personal(mac, end);
            if (next == '.') {
                var ipv4 = PersonalData.ipv4(text, start);
                if (ipv4 != null && ipv4.start() >= done) return personal(ipv4, end);
            } else if (next == ':') {
                int after = ipv6(start);
                if (after > 0) return after;
            } else if (end - start == 4 && (next == ' ' || next == '-')) {
                return personal(PersonalData.card(text, start), end);
            }
        } else if (end - start == 15 || end - start == 16) {
            return personal(PersonalData.card(text, start), end);
        } else if (end - start >= 8 && end - start <= 10 && end < length && text.charAt(end) == ':') {
            int after = botToken(start, end);
            if (after > 0) return after;
        }
        return end;
    }

    // Telegram's bots: the bot's number, a colon and 35 characters that begin with AA.
    private int botToken(int start, int colon) {
        if (!text.startsWith(":AA", colon)) return -1;
        int end = colon + 1;
        while (end < length && end - colon <= 40
                && (Letters.isAlphanumeric(text.charAt(end)) || text.charAt(end) == '_' || text.charAt(end) == '-')) {
            end++;
        }
        return end - colon - 1 >= 33 && end - colon - 1 <= 37 ? takeOutSecret(start, end, "telegram-token") : -1;
    }

    private int ipv6(int start) {
        if (start < ipv6Looked) return -1;
        int end = PersonalData.ipv6RunEnd(text, start);
        ipv6Looked = end;
        var found = PersonalData.ipv6(text, start, end);
        return found == null ? -1 : personal(found, end);
    }

    private int email(int at) {
        return personal(PersonalData.email(text, at, done), at + 1);
    }

    private int bracket(int at) {
        if (!text.startsWith(MARK, at)) return at + 1;
        int end = text.indexOf(']', at, Math.min(length, at + LONGEST_MARK));
        return end < 0 ? at + 1 : end + 1;
    }

    // Private keys, over as many lines as they take, escaped or not

    private int dash(int at) {
        if (!text.startsWith(BEGIN_KEY, at)) {
            int end = at + 1;
            while (end < length && text.charAt(end) == '-' && !text.startsWith(BEGIN_KEY, end))
                end++;
            return command != 0 && end == at + 1 ? flag(at) : end;
        }
        int labelEnd = text.indexOf("-----", at + BEGIN_KEY.length(), Math.min(length, at + LONGEST_LABEL));
        if (labelEnd < 0 || !isPrivateKey(at, labelEnd)) return at + BEGIN_KEY.length();
        return takeOutSecret(at, keyEnd(labelEnd + 5), "private-key");
    }

    private boolean isPrivateKey(int start, int end) {
        String label = text.substring(start, end).replace("%20", " ").replace('+', ' ');
        return label.contains("PRIVATE KEY");
    }

    private int keyEnd(int from) {
        if (nextKeyEnd < from && nextKeyEnd != length) {
            nextKeyEnd = text.indexOf(END_KEY, from);
            if (nextKeyEnd < 0) nextKeyEnd = length;
        }
        if (nextKeyEnd < length && nextKeyEnd - from <= LONGEST_KEY) {
            int close = text.indexOf("-----", nextKeyEnd + END_KEY.length(), Math.min(length, nextKeyEnd + LONGEST_LABEL));
            return close < 0 ? nextKeyEnd + END_KEY.length() : close + 5;
        }
        // The end was cut off: what could still be the key's body goes with it.
        int end = from;
        while (end < length && (Letters.isAlphanumeric(text.charAt(end)) || "+/=\\ \r\n\t-_:,%".indexOf(text.charAt(end)) >= 0))
            end++;
        return end;
    }

    // Names and what stands behind them

    private int percent(int at) {
        if (text.startsWith("3D", at + 1) || text.startsWith("3d", at + 1)) return separator(at, 3, '=');
        if (text.startsWith("3A", at + 1) || text.startsWith("3a", at + 1)) return separator(at, 3, ':');
        // The digits of the escape begin no word.
        return at + 3 <= length && Letters.isHex(text.charAt(at + 1)) && Letters.isHex(text.charAt(at + 2)) ? at + 3 : at + 1;
    }

    private int separator(int at, int width, char mark) {
        int next = at + width;
        if (mark == ':' && width == 1) {
            if (text.startsWith("//", next)) return userinfo(at);
            if (next < length && text.charAt(next) == ':') return doubleColon(at);
        }
        int nameEnd = at;
        while (nameEnd > done && at - nameEnd < 2 && text.charAt(nameEnd - 1) == ' ')
            nameEnd--;
        boolean quoted = false;
        if (nameEnd > done && text.charAt(nameEnd - 1) == ']') nameEnd--;
        if (nameEnd > done && isQuote(text.charAt(nameEnd - 1))) {
            quoted = true;
            nameEnd--;
            while (nameEnd > done && text.charAt(nameEnd - 1) == '\\')
                nameEnd--;
        } else if (width == 3 && nameEnd - 3 >= done && text.startsWith("%22", nameEnd - 3)) {
            quoted = true;
            nameEnd -= 3;
        }
        int nameStart = nameStart(nameEnd);
        if (nameEnd - nameStart < 3) return next;
        boolean tag = mark == '>';
        if (tag && (nameStart == 0 || (text.charAt(nameStart - 1) != '<' && text.charAt(nameStart - 1) != ':'))) return next;
        boolean strict = mark == ':' && !quoted;
        Telling telling = TellingNames.of(text, nameStart, nameEnd, strict, letters);
        if (telling == null) return mark == '=' && width == 1 ? userOfPam(nameStart, nameEnd, next) : next;
        return value(next, telling, strict, tag);
    }

    // PAM's `rhost=10.0.0.1  user=bo`: `user` alone would also be the account of a service in an address of a database.
    private int userOfPam(int nameStart, int nameEnd, int next) {
        if (nameEnd - nameStart != 4 || !text.startsWith("user", nameStart)) return next;
        if (text.indexOf("rhost=", Math.max(0, nameStart - LONGEST_PAM), nameStart) < 0) return next;
        return personal(PersonalData.user(text, next), next);
    }

    private int nameStart(int end) {
        int start = end;
        while (start > done && end - start < TellingNames.LONGEST && isName(text.charAt(start - 1)))
            start--;
        return start;
    }

    private static boolean isName(char c) {
        return Letters.isAlphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '$';
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    /// Takes out the value that begins behind `from`, if there is one and the name's weight asks for it.
    ///
    /// @return where the walk goes on
    private int value(int from, Telling telling, boolean prose, boolean tag) {
        int at = from;
        if (at < length && text.charAt(at) == '>' && !tag) at++;
        int spaces = at;
        while (at < length && at - spaces < 8 && (text.charAt(at) == ' ' || text.charAt(at) == '\t'))
            at++;
        at = blockScalar(at);
        if (at < length && text.charAt(at) == '[' && at + 1 < length
                && (isQuote(text.charAt(at + 1)) || Letters.isLetter(text.charAt(at + 1)))
                && Values.isValue(text, at, bareEnd(at, judged(at), tag))) {
            at++;
        }
        if (text.startsWith("%22", at)) at += 3;
        if (text.startsWith("%20", at)) at += 3;
        int escapes = at;
        while (escapes < length && text.charAt(escapes) == '\\')
            escapes++;
        int start;
        int end;
        boolean bare = escapes >= length || !isQuote(text.charAt(escapes));
        if (!bare) {
            start = escapes + 1;
            end = quotedEnd(start, text.charAt(escapes), escapes - at);
        } else {
            start = at;
            end = switch (telling.weight()) {
                case COOKIE, AUTHORIZATION -> lineEnd(start);
                case SURE, MAYBE, PHONE, PERSON, USER -> bareEnd(start, judged(start), tag);
            };
        }
        if (!Values.isValue(text, start, end)) return Math.max(from, Math.min(start, end));
        return switch (telling.weight()) {
            case SURE -> {
                if ((prose && Values.isProse(text, start, end)) || isFolder(telling, start)) yield from;
                yield takeOutValue(start, wrappedEnd(start, bare && end == judged(start) ? bareEnd(start, length, tag) : end, bare),
                        telling);
            }
            case MAYBE -> {
                // A sentence in quotes is a message about a token, however random one of its words looks.
                boolean sentence = text.indexOf(' ', start, Math.min(end, judged(start))) >= 0;
                if (sentence || !Values.looksRandom(text, start, Math.min(end, judged(start)))) yield from;
                yield takeOutValue(start, wrappedEnd(start, bare && end == judged(start) ? bareEnd(start, length, tag) : end, bare),
                        telling);
            }
            case COOKIE -> text.indexOf('=', start, Math.min(end, judged(start))) > 0 ? takeOutSecret(start, end, telling.kind()) : from;
            case AUTHORIZATION -> credentials(start, end);
            case PHONE -> personal(PersonalData.namedPhone(text, start), from);
            case PERSON -> personal(NationalIds.named(text, start, telling.kind().equals(TellingNames.AMERICAN)), from);
            case USER -> personal(PersonalData.user(text, start), from);
        };
    }

    // The shell's own PWD is a folder.
    private boolean isFolder(Telling telling, int start) {
        return telling.kind().equals("password") && start > 0 && (text.charAt(start) == '/' || text.charAt(start) == '~');
    }

    // The value may say of itself what it is, which tells an engineer more than that it was a token.
    private int takeOutValue(int start, int end, Telling telling) {
        var known = KnownSecrets.at(text, start);
        return takeOutSecret(start, end, known != null && known.end() == end ? known.kind() : telling.kind());
    }

    // A value in base64 that goes on line by line: each line but the last as long as the first, of nothing but base64.
    private int wrappedEnd(int start, int end, boolean bare) {
        int width = end - start;
        if (!bare || width < FEWEST_WRAPPED || Encoded.runEnd(text, start) != end) return end;
        int at = end;
        while (at < length && text.charAt(at) == '\n') {
            int from = at + 1;
            while (from < length && from - at < 40 && (text.charAt(from) == ' ' || text.charAt(from) == '\t'))
                from++;
            int to = from;
            while (to < length && to - from <= width && (Letters.isAlphanumeric(text.charAt(to)) || "+/=_-".indexOf(text.charAt(to)) >= 0))
                to++;
            boolean whole = to - from > 3 && to - from <= width && (to == length || text.charAt(to) == '\n' || text.charAt(to) == '\r');
            if (!whole || (to - from < width && !Values.looksRandom(text, from, to) && text.charAt(to - 1) != '=')) return at;
            at = to;
            if (to - from < width) return at;
        }
        return at;
    }

    // YAML's block scalars: `password: |` and the value on the next line.
    private int blockScalar(int at) {
        if (at >= length || (text.charAt(at) != '|' && text.charAt(at) != '>')) return at;
        int line = at + 1;
        while (line < length && line - at < 4 && (text.charAt(line) == '-' || text.charAt(line) == '+' || text.charAt(line) == ' '))
            line++;
        if (line >= length || text.charAt(line) != '\n') return at;
        while (line < length && line - at < 64 && Letters.isSpace(text.charAt(line)))
            line++;
        return line;
    }

    private int judged(int start) {
        return Math.min(length, start + JUDGED);
    }

    private int lineEnd(int start) {
        // A line of nothing but names of headers is looked through once.
        if (start >= lineFrom && start < lineTo) return lineTo;
        int end = start;
        while (end < length) {
            char c = text.charAt(end);
            if (c == '\n' || c == '\r' || c == '"' || c == '\'' || c == ']' || (c == '}' && end > start && text.charAt(end - 1) != '{'))
                break;
            if (c == '\\' && end + 1 < length && "nr\"t".indexOf(text.charAt(end + 1)) >= 0) break;
            end++;
        }
        while (end > start && text.charAt(end - 1) == ' ')
            end--;
        lineFrom = start;
        lineTo = end;
        return end;
    }

    /// Where the quoted value ends that began behind `escapes` backslashes and a quote. Each level of JSON within JSON doubles the backslashes and adds
    /// one, so the closing quote is told from one inside by the number of backslashes before it. A line's end ends it too.
    private int quotedEnd(int start, char quote, int escapes) {
        int period = Integer.highestOneBit(escapes + 1) * 2;
        int backslashes = 0;
        int end = start;
        for (; end < length; end++) {
            char c = text.charAt(end);
            if (c == '\\') {
                backslashes++;
            } else {
                if (c == quote && backslashes % period == escapes % period) return end - Math.min(backslashes, escapes);
                if (c == '\n') return end;
                backslashes = 0;
            }
        }
        return end;
    }

    /// Where a value without quotes ends. A password may hold marks that also separate: such a mark ends the value only where something that
    /// looks like a next field or an end follows, so that rather too much goes than too little.
    private int bareEnd(int start, int limit, boolean tag) {
        int end = start;
        while (end < limit) {
            char c = text.charAt(end);
            if (Letters.isSpace(c) || c == '"' || c == '<' || c == '`') break;
            if (!tag) {
                if ((c == ',' || c == ';' || c == '&' || c == '|') && endsField(end + 1)) break;
                if ((c == ')' || c == ']' || c == '}' || c == '\'' || c == '>') && endsGroup(end + 1)) break;
                if (c == '\\' && end + 1 < length && "nrt\"\\".indexOf(text.charAt(end + 1)) >= 0) break;
                if (c == '%' && isEncodedEnd(end)) break;
                if (c == '[' && text.startsWith(MARK, end)) {
                    int close = text.indexOf(']', end, Math.min(length, end + LONGEST_MARK));
                    if (close > 0) {
                        end = close + 1;
                        continue;
                    }
                }
            }
            end++;
        }
        return end;
    }

    private boolean isEncodedEnd(int at) {
        return text.startsWith("%26", at) || text.startsWith("%22", at) || text.startsWith("%20", at) || text.startsWith("%0A", at)
                || text.startsWith("%2C", at) || text.startsWith("%7D", at);
    }

    private boolean endsField(int at) {
        if (at >= length) return true;
        char next = text.charAt(at);
        if (Letters.isSpace(next) || isQuote(next) || next == '\\' || next == '}' || next == ')') return true;
        int end = at;
        while (end < length && end - at < 40 && isName(text.charAt(end)))
            end++;
        return end > at && end < length && (text.charAt(end) == '=' || text.charAt(end) == ':');
    }

    private boolean endsGroup(int at) {
        if (at >= length) return true;
        char next = text.charAt(at);
        return Letters.isSpace(next) || ",;.)]}\"':&<\\".indexOf(next) >= 0;
    }

    // `Authorization: Bearer xyz`: the scheme stays, the credentials go.
    private int credentials(int start, int end) {
        int schemeEnd = start;
        while (schemeEnd < end && (Letters.isAlphanumeric(text.charAt(schemeEnd)) || text.charAt(schemeEnd) == '-'))
            schemeEnd++;
        int from = schemeEnd;
        while (from < end && text.charAt(from) == ' ')
            from++;
        if (from > schemeEnd && from < end && isScheme(start, schemeEnd)) {
            boolean whole = text.regionMatches(true, start, "digest", 0, 6) || text.regionMatches(true, start, "aws4", 0, 4)
                    || text.regionMatches(true, start, "hmac", 0, 4);
            int to = whole ? end : bareEnd(from, end, false);
            return Values.isValue(text, from, to) ? takeOutSecret(from, to, "credentials") : to;
        }
        int to = bareEnd(start, Math.min(end, judged(start)), false);
        boolean secret = KnownSecrets.at(text, start) != null || Values.looksRandom(text, start, to);
        return secret ? takeOutSecret(start, bareEnd(start, end, false), "credentials") : start;
    }

    private boolean isScheme(int start, int end) {
        for (String scheme : new String[]{"basic", "bearer", "digest", "negotiate", "ntlm", "token", "apikey", "api-key",
                "aws4-hmac-sha256",
                "hmac", "splunk", "key", "sharedkey", "sharedaccesssignature", "genie", "genieKey", "bot", "bot-token", "oauth"}) {
            if (end - start == scheme.length() && text.regionMatches(true, start, scheme, 0, scheme.length())) return true;
        }
        return text.regionMatches(true, start, "hmac-", 0, 5);
    }

    private int doubleColon(int at) {
        if (at > 0 && Letters.isAlphanumeric(text.charAt(at - 1))) return at + 2;
        int after = ipv6(at);
        return after > 0 ? after : at + 2;
    }

    // `scheme://user:password@host`

    private int userinfo(int colon) {
        int from = colon + 3;
        if (nextAt < from && nextAt != length) {
            nextAt = text.indexOf('@', from);
            if (nextAt < 0) nextAt = length;
        }
        int limit = Math.min(length, from + LONGEST_USERINFO);
        if (nextAt >= limit) return from;
        int at = -1;
        int firstColon = -1;
        int firstSlash = -1;
        int end = from;
        for (; end < limit; end++) {
            char c = text.charAt(end);
            if (Letters.isSpace(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`') break;
            if (c == '@' && (firstSlash < 0 || passwordHasSlash(firstColon, firstSlash))) at = end;
            else if (c == ':' && firstColon < 0 && firstSlash < 0) firstColon = end;
            else if ((c == '/' || c == '?' || c == '#') && firstSlash < 0) {
                if (at >= 0) break;
                firstSlash = end;
            }
        }
        if (at < 0) return from;
        if (firstColon >= 0 && firstColon < at) {
            return Values.isValue(text, firstColon + 1, at) ? takeOutSecret(firstColon + 1, at, "password") : at;
        }
        // The name of a user may look like anything but has few digits; a token in its place has.
        return hasDigit(from, at) && Values.looksRandom(text, from, at) ? takeOutSecret(from, at, "token") : from;
    }

    // A slash behind the colon belongs to the password, unless what stands between is a port.
    private boolean passwordHasSlash(int firstColon, int firstSlash) {
        if (firstColon < 0 || firstColon > firstSlash) return false;
        for (int i = firstColon + 1; i < firstSlash; i++) {
            if (!Letters.isDigit(text.charAt(i))) return true;
        }
        return false;
    }

    // Names with a blank behind them: flags, SQL, headers quoted in prose

    /// Takes out what a word announces without a separator: `Bearer xyz`, `--password xyz`, `identified by 'xyz'`, `the secret key is xyz`.
    ///
    /// @return where the walk goes on; -1 if the word announces nothing
    private int phrase(int start, int end) {
        char first = (char) (text.charAt(start) | 0x20);
        char last = (char) (text.charAt(end - 1) | 0x20);
        if (first == 'b' && isWord(start, end, "bearer")) return bearer(end);
        if (first == 'b' && isWord(start, end, "basic")) return basic(end);
        if (first == 'b' && isWord(start, end, "by") && text.charAt(end) == ' ') return identifiedBy(start, end);
        if (first == 'u' && isWord(start, end, "user")) return authenticatedUser(start, end, USER_BEFORE);
        if (first == 'f' && isWord(start, end, "for")) return authenticatedUser(start, end, FOR_BEFORE);
        if (isCommand(start, end, first)) {
            command = first;
            commandAt = start;
            return -1;
        }
        if (last != 'd' && last != 'e' && last != 's' && last != 't' && last != 'n' && last != 'y' && last != 'l' && last != 'h') return -1;
        int nameStart = nameStart(end);
        if (end - nameStart < 3) return -1;
        boolean flag = text.startsWith("-", nameStart);
        char next = text.charAt(end);
        if (!flag && next != ' ' && next != '"' && next != '\'') return -1;
        Telling telling = TellingNames.of(text, flag ? nameStart + (text.startsWith("--", nameStart) ? 2 : 1) : nameStart, end, true,
                letters);
        if (telling == null || telling.weight() == Weight.COOKIE || telling.weight() == Weight.PHONE || telling.weight() == Weight.PERSON
                || telling.weight() == Weight.USER) {
            return next == ' ' && last == 'y' && isWord(start, end, "key") ? keyInProse(nameStart, end) : -1;
        }
        if (flag) return flagValue(end, telling);
        if (next == '"' || next == '\'') return valueOfPair(end, telling);
        return prose(end, telling);
    }

    // `Failed password for bo from 10.0.0.1`, `Invalid user bo from ...`, `session opened for user bo by ...`, as sshd and PAM write them.
    private int authenticatedUser(int start, int end, String[] before) {
        for (String words : before) {
            if (start - words.length() < done || !text.regionMatches(true, start - words.length(), words, 0, words.length())) continue;
            var user = PersonalData.user(text, end + 1);
            return user == null ? -1 : personal(user, end);
        }
        return -1;
    }

    private boolean isWord(int start, int end, String word) {
        return end - start == word.length() && text.regionMatches(true, start, word, 0, word.length());
    }

    private int bearer(int end) {
        int from = end;
        while (from < length && from - end < 3 && text.charAt(from) == ' ')
            from++;
        int to = tokenEnd(from);
        if (to - from < 8 || !Values.isValue(text, from, to)) return -1;
        var known = KnownSecrets.at(text, from);
        boolean secret = known != null || (to - from >= 16 && hasDigit(from, to)) || Values.looksRandom(text, from, to);
        return secret ? takeOutSecret(from, to, known != null && known.end() == to ? known.kind() : "credentials") : -1;
    }

    private int basic(int end) {
        int from = end + 1;
        int to = tokenEnd(from);
        if (to - from < 8 || !Values.isValue(text, from, to)) return -1;
        // User and password in base64, whatever they are, hold a colon: that tells them from "basic authentication".
        String encoded = text.substring(from, to).replaceAll("=+$", "");
        if (encoded.length() % 4 == 1 || !encoded.chars().allMatch(c -> Letters.isAlphanumeric((char) c) || c == '+' || c == '/'))
            return -1;
        byte[] decoded = java.util.Base64.getDecoder().decode(encoded);
        int colon = 0;
        while (colon < decoded.length && decoded[colon] != ':') {
            if (decoded[colon] < ' ') return -1;
            colon++;
        }
        return colon > 0 && colon < decoded.length ? takeOutSecret(from, to, "credentials") : -1;
    }

    private int tokenEnd(int from) {
        int end = Math.min(from, length);
        while (end < length && (Letters.isAlphanumeric(text.charAt(end)) || "-._~+/=".indexOf(text.charAt(end)) >= 0))
            end++;
        return end;
    }

    private boolean hasDigit(int from, int to) {
        for (int i = from; i < to; i++) {
            if (Letters.isDigit(text.charAt(i))) return true;
        }
        return false;
    }

    private int identifiedBy(int start, int end) {
        if (start < 11 || !text.regionMatches(true, start - 11, "identified ", 0, 11)) return -1;
        int from = end + 1;
        if (text.regionMatches(true, from, "password ", 0, 9)) from += 9;
        if (from >= length || !isQuote(text.charAt(from))) return -1;
        int to = quotedEnd(from + 1, text.charAt(from), 0);
        return Values.isValue(text, from + 1, to) ? takeOutSecret(from + 1, to, "password") : -1;
    }

    // `--password xyz`, also as elements of a list: `"--password", "xyz"`.
    private int flagValue(int end, Telling telling) {
        int from = end;
        while (from < length && from - end < 6 && (text.charAt(from) == ' ' || text.charAt(from) == '"' || text.charAt(from) == '\''
                || text.charAt(from) == ',')) {
            from++;
        }
        if (from == end || from >= length || text.charAt(from) == '-') return -1;
        int quote = from - 1;
        int to = isQuote(text.charAt(quote)) ? quotedEnd(from, text.charAt(quote), 0) : bareEnd(from, length, false);
        if (!Values.isValue(text, from, to)) return -1;
        if (telling.weight() == Weight.MAYBE && !Values.looksRandom(text, from, to)) return -1;
        return takeOutValue(from, to, telling);
    }

    // `{"name": "DB_PASSWORD", "value": "xyz"}`, as the environment of a container is written.
    private int valueOfPair(int end, Telling telling) {
        int at = end + 1;
        while (at < length && at - end < LONGEST_PAIR_GAP && (Letters.isSpace(text.charAt(at)) || text.charAt(at) == ','
                || isQuote(text.charAt(at)) || text.charAt(at) == '\\')) {
            at++;
        }
        if (!text.regionMatches(true, at, "value", 0, 5)) return -1;
        at += 5;
        while (at < length && (isQuote(text.charAt(at)) || text.charAt(at) == '\\' || text.charAt(at) == ' '))
            at++;
        if (at >= length || (text.charAt(at) != ':' && text.charAt(at) != '=')) return -1;
        int before = removed;
        int after = value(at + 1, telling, false, false);
        return removed > before ? after : -1;
    }

    // `password 'xyz'` as in SQL, and `token is xyz` or `token xyz`, where only something long and random counts.
    private int prose(int end, Telling telling) {
        int from = end + 1;
        if (from < length && isQuote(text.charAt(from)) && telling.weight() == Weight.SURE) {
            int to = quotedEnd(from + 1, text.charAt(from), 0);
            boolean value = to < length && text.charAt(to) == text.charAt(from) && Values.isValue(text, from + 1, to)
                    && text.substring(from + 1, to).indexOf(' ') < 0;
            return value ? takeOutSecret(from + 1, to, telling.kind()) : -1;
        }
        return randomBehind(from, telling.kind());
    }

    private int keyInProse(int nameStart, int end) {
        int before = nameStart - 1;
        if (before < 3 || text.charAt(before) != ' ') return -1;
        int wordStart = nameStart(before);
        for (String word : new String[]{"api", "access", "secret", "private", "encryption", "signing", "master", "license"}) {
            if (isWord(wordStart, before, word)) return randomBehind(end + 1, "key");
        }
        return -1;
    }

    private int randomBehind(int from, String kind) {
        int at = from;
        for (String filler : new String[]{"is ", "was ", "value ", "of ", "= ", ": ", "-> "}) {
            if (text.regionMatches(true, at, filler, 0, filler.length())) at += filler.length();
        }
        if (at < length && isQuote(text.charAt(at))) at++;
        int to = tokenEnd(at);
        boolean secret = to - at >= 20 && Values.isValue(text, at, to) && Values.looksRandom(text, at, to);
        return secret ? takeOutSecret(at, to, kind) : -1;
    }

    // Commands whose short flags carry passwords

    private boolean isCommand(int start, int end, char first) {
        return switch (first) {
            case 'm' -> isWord(start, end, "mysql") || isWord(start, end, "mysqldump") || isWord(start, end, "mysqladmin")
                    || isWord(start, end, "mariadb");
            case 'c' -> isWord(start, end, "curl");
            case 's' -> isWord(start, end, "sshpass");
            case 'r' -> (end < length && text.charAt(end) == '-') ? false : isWord(start, end, "redis");
            case 'd' -> isWord(start, end, "docker") || isWord(start, end, "podman");
            default -> false;
        };
    }

    private int flag(int at) {
        if (at - commandAt > LONGEST_COMMAND) {
            command = 0;
            return at + 1;
        }
        if (at == 0 || text.charAt(at - 1) != ' ' || at + 2 >= length) return at + 1;
        char letter = text.charAt(at + 1);
        boolean apart = text.charAt(at + 2) == ' ';
        int from = apart ? at + 3 : at + 2;
        int to = bareEnd(from, judged(from), false);
        if (to - from < 2) return at + 1;
        return switch (command) {
            case 'm' -> letter == 'p' && !apart && Values.isValue(text, from, to) ? takeOutSecret(from, to, "password") : at + 1;
            case 's', 'd' -> letter == 'p' && (apart || command == 's') && text.substring(commandAt, at).contains(
                    command == 's' ? "sshpass" : " login") && Values.isValue(text, from, to) ? takeOutSecret(from, to, "password") : at + 1;
            case 'c' -> letter == 'u' ? userAndPassword(from, to, at) : at + 1;
            default -> at + 1;
        };
    }

    private int userAndPassword(int from, int to, int at) {
        int colon = text.indexOf(':', from, to);
        if (colon < 0 || colon == to - 1 || !Values.isValue(text, colon + 1, to)) return at + 1;
        return takeOutSecret(colon + 1, to, "password");
    }
}
