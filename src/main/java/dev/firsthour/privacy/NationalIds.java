package dev.firsthour.privacy;

import org.jspecify.annotations.Nullable;

/// Recognises numbers that states give to persons, by their check digits and the way they are written.
///
/// A number that any id could be by chance (nine or eleven digits in a row) counts only behind a name that announces it; one that is written as no
/// other number is, or whose check leaves little to chance, counts anywhere. Every method looks at a bounded piece of the text.
final class NationalIds {

    private static final String SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final int[] ITALIAN_ODD = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    private static final String ITALIAN_SHAPE = "LLLLLLDDLDDLDDDL";
    private static final int[][] VERHOEFF_PRODUCT = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
            {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
            {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
    private static final int[][] VERHOEFF_TURN = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
            {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
            {8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1}, {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
            {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
    /// The longest, a French number with its blanks.
    private static final int LONGEST = 24;

    private NationalIds() {}

    /// The number whose very writing tells it, beginning with the digit at `start`: US `ddd-dd-dddd`, Brazil `ddd.ddd.ddd-dd` and
    /// `dd.ddd.ddd/dddd-dd`, India `dddd dddd dddd`, France `d dd dd dd ddd ddd dd`, Spain `dddddddd` and a letter.
    ///
    /// @param end where the digits and letters that begin at `start` end
    static PersonalData.@Nullable Found written(String text, int start, int end) {
        char next = end < text.length() ? text.charAt(end) : '\n';
        // How many digits come first, and what follows, leaves one shape to try: most numbers are none of them.
        return switch (end - start) {
            case 1 -> next == ' ' && text.charAt(start) <= '2' ? shaped(text, start, "d dd dd dd ddd ddd dd") : null;
            case 2 -> next == '.' ? shaped(text, start, "dd.ddd.ddd/dddd-dd") : null;
            case 3 -> next == '-' ? shaped(text, start, "ddd-dd-dddd") : next == '.' ? shaped(text, start, "ddd.ddd.ddd-dd") : null;
            case 4 -> next == ' ' ? shaped(text, start, "dddd dddd dddd") : null;
            case 9 -> shaped(text, start, "ddddddddL");
            case 15 -> shaped(text, start, "ddddddddddddddd");
            default -> null;
        };
    }

    private static PersonalData.@Nullable Found shaped(String text, int start, String shape) {
        int end = shapeEnd(text, start, shape);
        if (end < 0 || !ends(text, end)) return null;
        if (start > 0 && (Letters.isAlphanumeric(text.charAt(start - 1)) || "-._/+".indexOf(text.charAt(start - 1)) >= 0)) return null;
        String digits = compact(text, start, end);
        boolean valid = switch (shape) {
            case "ddd-dd-dddd" -> isSocialSecurity(digits);
            case "ddd.ddd.ddd-dd" -> isBrazilian(digits, 11);
            case "dd.ddd.ddd/dddd-dd" -> isBrazilian(digits, 14);
            case "dddd dddd dddd" -> isIndian(digits);
            case "ddddddddL" -> isSpanish(digits);
            default -> isFrench(digits);
        };
        return valid ? found(start, end, digits) : null;
    }

    /// The number that begins with the letter at `start`: Italy's codice fiscale, a Spanish foreigner's number, a British one in its groups.
    static PersonalData.@Nullable Found lettered(String text, int start, int end) {
        if (end - start == ITALIAN_SHAPE.length()) {
            String code = text.substring(start, end);
            return isItalian(code) ? found(start, end, code) : null;
        }
        char first = text.charAt(start);
        if (end - start == 9 && (first == 'X' || first == 'Y' || first == 'Z')) {
            String number = (char) (first - 'X' + '0') + text.substring(start + 1, end);
            return isSpanish(number) ? found(start, end, text.substring(start, end)) : null;
        }
        int grouped = end - start == 2 ? shapeEnd(text, start, "LL dd dd dd L") : -1;
        if (grouped > 0 && ends(text, grouped) && isBritish(compact(text, start, grouped)))
            return found(start, grouped, compact(text, start, grouped));
        return null;
    }

    /// The number that stands as a value at `start`, announced by its name.
    ///
    /// @param american whether the name announces a number of the United States, which has no check digit
    static PersonalData.@Nullable Found named(String text, int start, boolean american) {
        int end = start;
        int limit = Math.min(text.length(), start + LONGEST);
        while (end < limit && (Letters.isAlphanumeric(text.charAt(end)) || " -./".indexOf(text.charAt(end)) >= 0)) {
            // What a comma or a word of prose would end, two marks in a row end too.
            if (!Letters.isAlphanumeric(text.charAt(end)) && (end + 1 >= limit || !Letters.isAlphanumeric(text.charAt(end + 1)))) break;
            end++;
        }
        while (end > start) {
            String value = compact(text, start, end);
            if (value.length() < 9) return null;
            if (ends(text, end) && (isAny(value) || (american && isSocialSecurity(value)))) return found(start, end, value);
            // The number may be followed by a word: look again without the last part.
            int cut = end - 1;
            while (cut > start && Letters.isAlphanumeric(text.charAt(cut - 1)))
                cut--;
            end = Math.max(start, cut - 1);
        }
        return null;
    }

    private static boolean isAny(String value) {
        return isDutch(value) || isPolish(value) || isGerman(value) || isBrazilian(value, 11) || isBrazilian(value, 14)
                || isIndian(value) || isFrench(value) || isSpanish(value) || isItalian(value) || isBritish(value);
    }

    private static PersonalData.Found found(int start, int end, String value) {
        return new PersonalData.Found(start, end, Pseudonyms.Kind.PERSON, value);
    }

    private static boolean ends(String text, int end) {
        if (end >= text.length()) return true;
        char next = text.charAt(end);
        if (Letters.isAlphanumeric(next) || next == '_' || next == '@' || next == ':') return false;
        return (next != '-' && next != '.' && next != '/') || end + 1 >= text.length() || !Letters.isAlphanumeric(text.charAt(end + 1));
    }

    private static int shapeEnd(String text, int start, String shape) {
        if (start + shape.length() > text.length()) return -1;
        for (int i = 0; i < shape.length(); i++) {
            char c = text.charAt(start + i);
            boolean fits = switch (shape.charAt(i)) {
                case 'd' -> Letters.isDigit(c);
                case 'L' -> Letters.isUpper(c);
                default -> c == shape.charAt(i);
            };
            if (!fits) return -1;
        }
        return start + shape.length();
    }

    private static String compact(String text, int start, int end) {
        StringBuilder value = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (Letters.isAlphanumeric(text.charAt(i))) value.append(text.charAt(i));
        }
        return value.toString();
    }

    private static boolean allDigits(String value, int length) {
        if (value.length() != length) return false;
        for (int i = 0; i < length; i++) {
            if (!Letters.isDigit(value.charAt(i))) return false;
        }
        return true;
    }

    private static int digit(String value, int at) {
        return value.charAt(at) - '0';
    }

    // United States: no check digit, but areas 000, 666 and from 900 on, group 00 and serial 0000 were never given.
    private static boolean isSocialSecurity(String value) {
        if (!allDigits(value, 9)) return false;
        return !value.startsWith("000") && !value.startsWith("666") && value.charAt(0) != '9' && !value.startsWith("00", 3)
                && !value.endsWith("0000");
    }

    // The Netherlands, burgerservicenummer: the test of eleven.
    private static boolean isDutch(String value) {
        if (!allDigits(value, 9)) return false;
        int sum = -digit(value, 8);
        for (int i = 0; i < 8; i++) sum += (9 - i) * digit(value, i);
        return sum % 11 == 0 && !value.equals("000000000");
    }

    // Poland, PESEL: weights 1 3 7 9.
    private static boolean isPolish(String value) {
        if (!allDigits(value, 11)) return false;
        int[] weights = {1, 3, 7, 9};
        int sum = 0;
        for (int i = 0; i < 10; i++) sum += weights[i % 4] * digit(value, i);
        return (10 - sum % 10) % 10 == digit(value, 10);
    }

    // Germany, steuerliche Identifikationsnummer: ISO 7064 mod 11,10; of the first ten digits one stands twice or three times.
    private static boolean isGerman(String value) {
        if (!allDigits(value, 11) || value.charAt(0) == '0') return false;
        int[] counts = new int[10];
        int product = 10;
        for (int i = 0; i < 10; i++) {
            counts[digit(value, i)]++;
            int sum = (digit(value, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : counts) {
            if (count > 3) return false;
            if (count > 1) repeated++;
        }
        return repeated == 1 && (11 - product) % 10 == digit(value, 10);
    }

    // Brazil, CPF (11 digits) and CNPJ (14): two check digits, mod 11.
    private static boolean isBrazilian(String value, int length) {
        if (!allDigits(value, length) || value.chars().distinct().count() == 1) return false;
        for (int check = length - 2; check < length; check++) {
            int sum = 0;
            for (int i = 0; i < check; i++) {
                int weight = length == 11 ? check + 1 - i : (check - 1 - i) % 8 + 2;
                sum += weight * digit(value, i);
            }
            int rest = sum % 11;
            if ((rest < 2 ? 0 : 11 - rest) != digit(value, check)) return false;
        }
        return true;
    }

    // India, Aadhaar: Verhoeff's check; never begins with 0 or 1.
    private static boolean isIndian(String value) {
        if (!allDigits(value, 12) || value.charAt(0) < '2') return false;
        int check = 0;
        for (int i = 0; i < 12; i++) check = VERHOEFF_PRODUCT[check][VERHOEFF_TURN[i % 8][digit(value, 11 - i)]];
        return check == 0;
    }

    // France, NIR: sex, year, month, place, order, and 97 less the rest as key.
    private static boolean isFrench(String value) {
        if (!allDigits(value, 15) || (value.charAt(0) != '1' && value.charAt(0) != '2')) return false;
        int month = Integer.parseInt(value.substring(3, 5));
        if (month < 1 || (month > 12 && month < 20) || month > 42) return false;
        return 97 - Long.parseLong(value.substring(0, 13)) % 97 == Integer.parseInt(value.substring(13));
    }

    // Spain, DNI: the letter is the number modulo 23.
    private static boolean isSpanish(String value) {
        if (value.length() != 9 || !allDigits(value.substring(0, 8), 8)) return false;
        return value.charAt(8) == SPANISH_LETTERS.charAt(Integer.parseInt(value.substring(0, 8)) % 23);
    }

    // Italy, codice fiscale: a letter from two tables for odd and even places.
    private static boolean isItalian(String value) {
        if (value.length() != ITALIAN_SHAPE.length()) return false;
        int sum = 0;
        for (int i = 0; i < 16; i++) {
            char c = value.charAt(i);
            if (ITALIAN_SHAPE.charAt(i) == 'L' ? !Letters.isUpper(c) : !Letters.isDigit(c)) return false;
            if (i == 15) break;
            int place = Letters.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ITALIAN_ODD[place] : place;
        }
        return "ABCDEHLMPRST".indexOf(value.charAt(8)) >= 0 && value.charAt(15) == (char) ('A' + sum % 26);
    }

    // United Kingdom, National Insurance: no check, but letters that are never used.
    private static boolean isBritish(String value) {
        if (value.length() != 9 || !allDigits(value.substring(2, 8), 6)) return false;
        String prefix = value.substring(0, 2);
        if ("DFIQUV".indexOf(prefix.charAt(0)) >= 0 || "DFIQUVO".indexOf(prefix.charAt(1)) >= 0 || !Letters.isUpper(prefix.charAt(0))
                || !Letters.isUpper(prefix.charAt(1)) || "BG GB KN NK NT TN ZZ".contains(prefix)) {
            return false;
        }
        return value.charAt(8) >= 'A' && value.charAt(8) <= 'D';
    }
}
