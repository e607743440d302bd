package dev.firsthour.privacy;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Recognises addresses, cards and account numbers. Every method looks at a bounded piece of the text.
final class PersonalData {

    /// Something personal that was found.
    ///
    /// @param value in the spelling that makes equal values equal
    record Found(int start, int end, Pseudonyms.Kind kind, String value) {}

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 253;
    /// What looks like a domain behind an `@` and is a unit of systemd.
    private static final Set<String> NO_DOMAINS = Set.of("service", "socket", "target", "timer", "slice", "scope", "mount", "device",
            "path");
    /// ISO 13616: how long an IBAN of each country is.
    private static final Map<String, Integer> IBAN_LENGTHS = Map.ofEntries(Map.entry("AD", 24), Map.entry("AE", 23), Map.entry("AT", 20),
            Map.entry("BE", 16), Map.entry("BG", 22), Map.entry("BR", 29), Map.entry("CH", 21), Map.entry("CY", 28), Map.entry("CZ", 24),
            Map.entry("DE", 22), Map.entry("DK", 18), Map.entry("EE", 20), Map.entry("ES", 24), Map.entry("FI", 18), Map.entry("FR", 27),
            Map.entry("GB", 22), Map.entry("GR", 27), Map.entry("HR", 21), Map.entry("HU", 28), Map.entry("IE", 22), Map.entry("IL", 23),
            Map.entry("IS", 26), Map.entry("IT", 27), Map.entry("LI", 21), Map.entry("LT", 20), Map.entry("LU", 20), Map.entry("LV", 21),
            Map.entry("MC", 27), Map.entry("MT", 31), Map.entry("NL", 18), Map.entry("NO", 15), Map.entry("PL", 28), Map.entry("PT", 25),
            Map.entry("RO", 24), Map.entry("RS", 22), Map.entry("SA", 24), Map.entry("SE", 24), Map.entry("SI", 19), Map.entry("SK", 24),
            Map.entry("TR", 26), Map.entry("UA", 29));

    private PersonalData() {}

    /// The e-mail address around the `@` at `at`, not reaching back before `floor`.
    static @Nullable Found email(String text, int at, int floor) {
        int start = at;
        int earliest = Math.max(floor, at - LONGEST_LOCAL_PART);
        while (start > earliest && isLocalPart(text.charAt(start - 1)))
            start--;
        while (start < at && (text.charAt(start) == '.' || text.charAt(start) == '-'))
            start++;
        // "git@" is how every repository is addressed, and nobody's mail.
        if (start == at || (at - start == 3 && text.startsWith("git", start))) return null;
        int end = domainEnd(text, at + 1);
        // What goes on with an underscore is a name made of other names.
        if (end < 0 || (end < text.length() && text.charAt(end) == '_')) return null;
        // What goes on after a second "@" is no address that anybody can split rightly: all of it goes.
        while (end < text.length() && text.charAt(end) == '@' && domainEnd(text, end + 1) > 0)
            end = domainEnd(text, end + 1);
        return new Found(start, end, Pseudonyms.Kind.EMAIL, text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static boolean isLocalPart(char c) {
        return Letters.isAlphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
    }

    private static int domainEnd(String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST_DOMAIN);
        int end = start;
        int lastDot = -1;
        while (end < limit) {
            char c = text.charAt(end);
            if (c == '.') {
                if (end == start || end + 1 >= limit || !Letters.isAlphanumeric(text.charAt(end + 1))) break;
                lastDot = end;
            } else if (!Letters.isAlphanumeric(c) && c != '-') {
                break;
            }
            end++;
        }
        if (lastDot < 0 || end - lastDot < 3) return -1;
        for (int i = lastDot + 1; i < end; i++) {
            if (!Letters.isLetter(text.charAt(i))) return -1;
        }
        return NO_DOMAINS.contains(text.substring(lastDot + 1, end)) ? -1 : end;
    }

    /// The IPv4 address that begins at `start`, where a digit stands and no letter or digit before it.
    static @Nullable Found ipv4(String text, int start) {
        int length = text.length();
        int at = start;
        int first = 0;
        int largest = 0;
        for (int octet = 0; octet < 4; octet++) {
            int value = 0;
            int from = at;
            while (at < length && at - from < 4 && Letters.isDigit(text.charAt(at)))
                value = value * 10 + text.charAt(at++) - '0';
            if (at == from || value > 255) return null;
            if (octet == 0) first = value;
            largest = Math.max(largest, value);
            if (octet < 3 && (at >= length || text.charAt(at++) != '.')) return null;
        }
        if (at < length) {
            char next = text.charAt(at);
            if (Letters.isAlphanumeric(next) || next == '@') return null;
            if (next == '.' && at + 1 < length && Letters.isAlphanumeric(text.charAt(at + 1))) return null;
        }
        // Loopback, "any" and netmasks belong to nobody.
        if (first == 127 || first == 0 || first == 255) return null;
        // Two zeros at the end are a browser's version, unless a prefix length says that they are a network.
        if (endsInZeros(text, at) && (at == length || text.charAt(at) != '/')) return null;
        return isVersion(text, start, first) ? null : new Found(start, at, Pseudonyms.Kind.IP, text.substring(start, at));
    }

    private static boolean endsInZeros(String text, int end) {
        return text.startsWith(".0.0", end - 4);
    }

    // A version of four numbers looks like an address. It is taken for one unless what stands before says otherwise.
    private static boolean isVersion(String text, int start, int first) {
        if (start == 0) return false;
        char before = text.charAt(start - 1);
        if (before == '.') return true;
        if ((before == '-' || before == '_') && start > 1 && Letters.isAlphanumeric(text.charAt(start - 2))) return first < 10;
        int word = start;
        while (word > 0 && start - word < 3
                && (text.charAt(word - 1) == ' ' || text.charAt(word - 1) == '=' || text.charAt(word - 1) == ':')) {
            word--;
        }
        int wordStart = word;
        while (wordStart > 0 && word - wordStart < 8 && Letters.isLetter(text.charAt(wordStart - 1)))
            wordStart--;
        String name = text.substring(wordStart, word).toLowerCase(Locale.ROOT);
        return name.equals("version") || name.equals("ver") || name.equals("release") || name.equals("build");
    }

    /// The end of the run of characters that an IPv6 address beginning at `start` could consist of.
    static int ipv6RunEnd(String text, int start) {
        int limit = Math.min(text.length(), start + 46);
        int end = start;
        while (end < limit && (Letters.isHex(text.charAt(end)) || text.charAt(end) == ':' || text.charAt(end) == '.'))
            end++;
        return end;
    }

    /// The IPv6 address (RFC 4291) that fills the run from `start` to `end`, but for punctuation at its end. A time has no place for
    /// eight groups nor a double colon, so it is not taken for one.
    static @Nullable Found ipv6(String text, int start, int end) {
        if (end < text.length() && (Letters.isAlphanumeric(text.charAt(end)) || text.charAt(end) == '@')) return null;
        while (end > start
                && (text.charAt(end - 1) == '.' || (text.charAt(end - 1) == ':' && !(end - start > 1 && text.charAt(end - 2) == ':')))) {
            end--;
        }
        int groups = 0;
        int groupLength = 0;
        int doubles = 0;
        boolean digit = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                return embedsIpv4(text, start, end, doubles);
            }
            if (c == ':') {
                if (groupLength > 0) groups++;
                groupLength = 0;
                if (i + 1 < end && text.charAt(i + 1) == ':') {
                    doubles++;
                    i++;
                    if (i + 1 < end && text.charAt(i + 1) == ':') return null;
                } else if (i == start) {
                    return null;
                }
            } else {
                digit |= Letters.isDigit(c);
                if (++groupLength > 4) return null;
            }
        }
        if (groupLength > 0) groups++;
        boolean full = doubles == 0 && groups == 8;
        boolean shortened = doubles == 1 && groups >= 2 && groups <= 7 && digit;
        if (!full && !shortened) return null;
        return new Found(start, end, Pseudonyms.Kind.IP, text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static @Nullable Found embedsIpv4(String text, int start, int end, int doubles) {
        int last = text.lastIndexOf(':', end - 1);
        if (doubles != 1 || last < start) return null;
        Found four = ipv4(text, last + 1);
        if (four == null || four.end() != end) return null;
        return new Found(start, end, Pseudonyms.Kind.IP, text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /// The payment card that begins at `start`: 15 or 16 digits that pass Luhn's check (ISO/IEC 7812) with an issuer's beginning, written at
    /// once or in an issuer's groups. Ids that happen to pass are many, so a number behind a name that ends with `id` is none.
    static @Nullable Found card(String text, int start) {
        StringBuilder digits = new StringBuilder(19);
        int end = start;
        char mark = 0;
        while (end < text.length() && digits.length() <= 16) {
            char c = text.charAt(end);
            if (Letters.isDigit(c)) {
                digits.append(c);
            } else if ((c == ' ' || c == '-') && (mark == 0 || mark == c) && isGroupEnd(digits) && end + 1 < text.length()
                    && Letters.isDigit(text.charAt(end + 1))) {
                mark = c;
            } else {
                break;
            }
            end++;
        }
        String number = digits.toString();
        if (!isIssued(number) || !passesLuhn(number)) return null;
        if (end < text.length()) {
            char next = text.charAt(end);
            if (Letters.isAlphanumeric(next) || next == '@' || next == '_') return null;
            if ((next == '.' || next == '-') && end + 1 < text.length() && Letters.isDigit(text.charAt(end + 1))) return null;
        }
        if (start > 0) {
            char before = text.charAt(start - 1);
            if (before == '.' || before == '-' || before == '_' || before == '/' || isBehindId(text, start)) return null;
        }
        return new Found(start, end, Pseudonyms.Kind.CARD, number);
    }

    private static boolean isGroupEnd(StringBuilder digits) {
        int length = digits.length();
        return length == 4 || length == 8 || length == 12 || (length == 10 && digits.charAt(0) == '3');
    }

    private static boolean isIssued(String number) {
        if (number.length() == 15) return number.startsWith("34") || number.startsWith("37");
        if (number.length() != 16) return false;
        int four = Integer.parseInt(number.substring(0, 4));
        return number.charAt(0) == '4' || (four >= 5100 && four < 5600) || (four >= 2221 && four <= 2720) || four == 6011
                || (four >= 6440 && four < 6600) || (four >= 3528 && four <= 3589);
    }

    private static boolean passesLuhn(String number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    private static boolean isBehindId(String text, int start) {
        int end = start;
        while (end > 0 && start - end < 4 && " =:\"'".indexOf(text.charAt(end - 1)) >= 0)
            end--;
        return end >= 2 && end < start && Letters.lower(text.charAt(end - 1)) == 'd' && Letters.lower(text.charAt(end - 2)) == 'i';
    }

    /// The IBAN that begins at `start` with a country's two letters: of that country's length, with a valid checksum (ISO 7064, mod 97-10),
    /// written at once or in groups of four.
    static @Nullable Found iban(String text, int start) {
        if (start + 15 > text.length()) return null;
        Integer length = IBAN_LENGTHS.get(text.substring(start, start + 2));
        if (length == null) return null;
        StringBuilder number = new StringBuilder(length);
        int end = start;
        while (end < text.length() && number.length() < length) {
            char c = text.charAt(end);
            if (Letters.isUpper(c) || Letters.isDigit(c)) number.append(c);
            else if (c != ' ' || number.length() % 4 != 0) return null;
            end++;
        }
        if (number.length() < length || (end < text.length() && (Letters.isAlphanumeric(text.charAt(end)) || text.charAt(end) == '@')))
            return null;
        int remainder = 0;
        for (int i = 0; i < length; i++) {
            int value = Character.digit(number.charAt((i + 4) % length), 36);
            remainder = (value > 9 ? remainder * 100 + value : remainder * 10 + value) % 97;
        }
        return remainder == 1 ? new Found(start, end, Pseudonyms.Kind.IBAN, number.toString()) : null;
    }

    /// The phone number in international writing that begins with the `+` at `start`: 9 to 15 digits (ITU-T E.164) with marks between.
    static @Nullable Found phone(String text, int start) {
        if (start > 0 && (Letters.isAlphanumeric(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) return null;
        return digitsOfPhone(text, start, start + 1, 9);
    }

    /// The phone number that stands as a value at `start`, announced by its name.
    static @Nullable Found namedPhone(String text, int start) {
        return digitsOfPhone(text, start, start < text.length() && text.charAt(start) == '+' ? start + 1 : start, 7);
    }

    private static @Nullable Found digitsOfPhone(String text, int start, int from, int fewest) {
        StringBuilder digits = new StringBuilder(16);
        int end = from;
        int at = from;
        int point = -1;
        while (at < text.length() && at - from < 28) {
            char c = text.charAt(at);
            if (Letters.isDigit(c)) {
                digits.append(c);
                end = at + 1;
                // A number with a fraction has more digits behind its point than a group of a phone number.
                if (point >= 0 && at - point > 4) return null;
            } else if ((c != ' ' && c != '-' && c != '.' && c != '(' && c != ')')
                    || (at > from && isMark(c) && isMark(text.charAt(at - 1)))) {
                break;
            }
            if (c == '.') point = at;
            else if (!Letters.isDigit(c)) point = -1;
            at++;
        }
        if (digits.length() < fewest || digits.length() > 15 || (digits.charAt(0) == '0' && from > start)) return null;
        if (end < text.length() && (Letters.isAlphanumeric(text.charAt(end)) || text.charAt(end) == '@' || text.charAt(end) == ':'))
            return null;
        return new Found(start, end, Pseudonyms.Kind.PHONE, digits.toString());
    }

    private static boolean isMark(char c) {
        return c == '-' || c == '.' || c == ' ';
    }
}
