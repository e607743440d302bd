package dev.firsthour.privacy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Names that announce what stands behind them: `db.password`, `X-Api-Key`, `authToken`. Case and the marks between words do not matter.
final class TellingNames {

    /// How much a name says.
    enum Weight {
        /// What follows is a secret, whatever it looks like.
        SURE,
        /// What follows is a secret if it looks random: `token` is a word of parsers too.
        MAYBE,
        /// A header with a scheme and credentials.
        AUTHORIZATION,
        /// A header of many values, each of them private.
        COOKIE,
        /// A phone number.
        PHONE,
        /// A number that a state gives to a person.
        PERSON,
        /// The user of an authentication log.
        USER
    }

    /// @param kind the word for `[REDACTED:kind]`
    record Telling(Weight weight, String kind) {}

    /// No longer name is looked at; the last letters count.
    static final int LONGEST = 64;

    private record Stem(String letters, Telling telling) {}

    private static final Telling PASSWORD = new Telling(Weight.SURE, "password");
    private static final Telling KEY = new Telling(Weight.SURE, "key");
    private static final Telling TOKEN = new Telling(Weight.SURE, "token");
    private static final Telling SECRET = new Telling(Weight.SURE, "secret");
    private static final Telling MAYBE_TOKEN = new Telling(Weight.MAYBE, "token");
    private static final Telling MAYBE_SECRET = new Telling(Weight.MAYBE, "secret");

    private static final List<Stem> STEMS = List.of(stem("password", PASSWORD), stem("passwd", PASSWORD), stem("passphrase", PASSWORD),
            stem("passcode", PASSWORD), stem("passwort", PASSWORD), stem("pwd", PASSWORD), stem("apikey", KEY), stem("accesskey", KEY),
            stem("secretkey", KEY), stem("privatekey", KEY), stem("encryptionkey", KEY), stem("signingkey", KEY), stem("masterkey", KEY),
            stem("accountkey", KEY), stem("sharedkey", KEY), stem("storagekey", KEY), stem("subscriptionkey", KEY), stem("authkey", KEY),
            stem("licensekey", KEY), stem("hmackey", KEY), stem("integrationkey", KEY), stem("routingkey", MAYBE_SECRET),
            stem("functionskey", KEY), stem("clientsecret", SECRET), stem("apisecret", SECRET), stem("secretaccess", SECRET),
            stem("appsecret", SECRET), stem("webhooksecret", SECRET), stem("consumersecret", SECRET), stem("sharedsecret", SECRET),
            stem("signingsecret", SECRET), stem("jwtsecret", SECRET), stem("authtoken", TOKEN), stem("accesstoken", TOKEN),
            stem("refreshtoken", TOKEN), stem("bearertoken", TOKEN), stem("apitoken", TOKEN), stem("sessiontoken", TOKEN),
            stem("securitytoken", TOKEN), stem("idtoken", TOKEN), stem("bottoken", TOKEN), stem("privatetoken", TOKEN),
            stem("vaulttoken", TOKEN), stem("csrftoken", MAYBE_TOKEN), stem("secret", MAYBE_SECRET), stem("token", MAYBE_TOKEN),
            stem("credential", MAYBE_SECRET), stem("signature", MAYBE_SECRET), stem("sessionid", MAYBE_TOKEN),
            stem("authorization", new Telling(Weight.AUTHORIZATION, "credentials")), stem("cookie", new Telling(Weight.COOKIE, "cookie")));

    private static final Telling PERSON = new Telling(Weight.PERSON, "person");
    /// The kind of a name that announces a number of the United States.
    static final String AMERICAN = "american";
    private static final Telling AMERICAN_PERSON = new Telling(Weight.PERSON, AMERICAN);
    private static final Set<String> AMERICAN_NAMES = Set.of("ssn", "socialsecuritynumber", "socialsecurity", "taxid", "tin", "nationalid");
    private static final Telling USER = new Telling(Weight.USER, "user");
    private static final List<String> PERSONS = List.of("ssn", "socialsecuritynumber", "socialsecurity", "cpf", "cnpj", "bsn",
            "burgerservicenummer",
            "pesel", "aadhaar", "aadhar", "taxid", "steuerid", "steueridnr", "idnr", "nino", "nationalinsurance", "nationalinsurancenumber",
            "nationalid",
            "codicefiscale", "dni", "nie", "nir", "numerosecu", "tin", "nif");
    private static final Set<String> USERS = Set.of("ruser", "logname");
    private static final String[][] PERSONS_BY_LAST = personsByLast();
    private static final Telling PHONE = new Telling(Weight.PHONE, "phone");

    /// What makes of `password` a name for something about a password, and not for one.
    private static final List<String> ABOUT = List.of("file", "path", "name", "type", "kind", "count", "num", "len", "size", "limit", "max",
            "min", "polic", "exp", "ttl", "age", "url", "uri", "endpoint", "host", "enabled", "required", "change", "reset", "attempt",
            "field",
            "version", "manager", "service", "provider", "class", "usage", "hint", "status", "state", "check", "valid", "bucket", "ref",
            "mode", "alg", "format", "store", "header", "prefix", "issue", "audience", "scope", "rotat", "error", "fail", "authenticat",
            "method", "less", "generat", "encod", "factory", "hasher", "util", "impl", "controller", "filter", "bean", "source", "cache",
            "pars", "rate", "renew", "missing", "strength", "prompt", "arn", "index", "kms", "ring", "alias", "space", "window", "budget",
            "per", "used", "spec", "schema", "range", "vault", "entity", "domain", "samesite", "jar", "policy", "created", "updated",
            "last", "lookup", "request", "response", "handler", "listener", "interceptor", "exception", "config");

    private TellingNames() {}

    private static String[][] personsByLast() {
        String[][] table = new String[26][];
        for (char last = 'a'; last <= 'z'; last++) {
            char letter = last;
            table[last - 'a'] = Stream.concat(PERSONS.stream(), USERS.stream()).filter(word -> word.charAt(word.length() - 1) == letter)
                    .toArray(String[]::new);
        }
        return table;
    }

    private static Stem stem(String letters, Telling telling) {
        return new Stem(letters, telling);
    }

    /// What the name in `text` from `start` to `end` announces; null if nothing.
    ///
    /// @param strict whether only a name that ends with the telling word counts, as in prose, where `PasswordEncoder: started` says nothing
    static @Nullable Telling of(String text, int start, int end, boolean strict, char[] letters) {
        int length = 0;
        for (int i = Math.max(start, end - LONGEST); i < end; i++) {
            char c = Letters.lower(text.charAt(i));
            if (c == '_' || c == '-' || c == '.' || c == '$') continue;
            letters[length++] = c;
        }
        if (length < 3) return null;
        Telling person = person(text, start, end, letters, length);
        if (person != null) return person;
        if (!isPromising(letters, length)) return null;
        for (Stem stem : STEMS) {
            int at = lastIndexOf(letters, length, stem.letters);
            if (at < 0) continue;
            int rest = at + stem.letters.length();
            if (isAbout(letters, rest, length)) continue;
            if (strict && rest < length && !allDigits(letters, rest, length)) continue;
            return stem.telling;
        }
        return exactly(text, start, end, letters, length);
    }

    // Every telling name but those of persons holds one of these, and hardly another name does: one pass spares most names the search for all stems.
    private static boolean isPromising(char[] letters, int length) {
        for (int i = 0; i <= length - 3; i++) {
            char second = letters[i + 1];
            char third = letters[i + 2];
            switch (letters[i]) {
                case 'p' -> {
                    if ((second == 'a' && third == 's') || (second == 'w' && third == 'd') || (second == 'h' && third == 'o')) return true;
                }
                case 'k' -> {
                    if (second == 'e' && third == 'y') return true;
                }
                case 't' -> {
                    if ((second == 'o' && third == 'k') || (second == 'e' && third == 'l')) return true;
                }
                case 's' -> {
                    if ((second == 'e' && (third == 'c' || third == 's')) || (second == 'i' && (third == 'g' || third == 'd'))) return true;
                }
                case 'c' -> {
                    if ((second == 'r' && third == 'e') || (second == 'o' && third == 'o')) return true;
                }
                case 'a' -> {
                    if (second == 'u' && third == 't') return true;
                }
                case 'o' -> {
                    if (second == 't' && third == 'p') return true;
                }
                case 'm' -> {
                    if ((second == 'o' && third == 'b') || (second == 's' && third == 'i')) return true;
                }
                case 'f' -> {
                    if (second == 'a' && third == 'x') return true;
                }
                default -> {
                    /* begins no telling word */ }
            }
        }
        return false;
    }

    private static @Nullable Telling exactly(String text, int start, int end, char[] letters, int length) {
        if (ends(letters, length, "pass") && (length == 4 || (end - start > 4 && !Letters.isLetter(text.charAt(end - 5)))
                || is(letters, length, "dbpass") || is(letters, length, "userpass"))) {
            return PASSWORD;
        }
        if (is(letters, length, "auth") || is(letters, length, "sid") || is(letters, length, "jsessionid") || is(letters, length, "otp")) {
            return MAYBE_TOKEN;
        }
        if (is(letters, length, "sig") || is(letters, length, "credentials")) return MAYBE_SECRET;
        // A key of a query string is an API key if it looks random; anywhere else "key" is a word for anything.
        if (is(letters, length, "key") && start > 0 && (text.charAt(start - 1) == '?' || text.charAt(start - 1) == '&'))
            return MAYBE_SECRET;
        if (is(letters, length, "phone") || is(letters, length, "mobile") || is(letters, length, "tel") || is(letters, length, "msisdn")
                || ends(letters, length, "phonenumber") || is(letters, length, "fax")) {
            return PHONE;
        }
        return null;
    }

    // As a whole name or as its last word: `customer_ssn`, and not the end of another word. The last letter leaves few to compare.
    private static @Nullable Telling person(String text, int start, int end, char[] letters, int length) {
        char last = letters[length - 1];
        if (last < 'a' || last > 'z') return null;
        for (String word : PERSONS_BY_LAST[last - 'a']) {
            if (!ends(letters, length, word)) continue;
            int before = end - word.length() - 1;
            if (length != word.length() && (before < start || Letters.isAlphanumeric(text.charAt(before)))) continue;
            if (USERS.contains(word)) return length == word.length() ? USER : null;
            return AMERICAN_NAMES.contains(word) ? AMERICAN_PERSON : PERSON;
        }
        return null;
    }

    private static boolean isAbout(char[] letters, int from, int length) {
        if (from == length) return false;
        if (length - from == 1 && letters[from] == 's') return true;
        // "id" and "at" begin too many words to be looked for as a beginning.
        if (is(letters, from, length, "id") || is(letters, from, length, "at") || is(letters, from, length, "sid")) return true;
        for (String word : ABOUT) {
            if (begins(letters, from, length, word)) return true;
        }
        return false;
    }

    private static int lastIndexOf(char[] letters, int length, String stem) {
        char first = stem.charAt(0);
        for (int i = length - stem.length(); i >= 0; i--) {
            if (letters[i] == first && begins(letters, i, length, stem)) return i;
        }
        return -1;
    }

    private static boolean begins(char[] letters, int from, int length, String word) {
        if (from + word.length() > length) return false;
        for (int i = 0; i < word.length(); i++) {
            if (letters[from + i] != word.charAt(i)) return false;
        }
        return true;
    }

    private static boolean ends(char[] letters, int length, String word) {
        return length >= word.length() && begins(letters, length - word.length(), length, word);
    }

    private static boolean is(char[] letters, int length, String word) {
        return is(letters, 0, length, word);
    }

    private static boolean is(char[] letters, int from, int length, String word) {
        return length - from == word.length() && begins(letters, from, length, word);
    }

    private static boolean allDigits(char[] letters, int from, int length) {
        for (int i = from; i < length; i++) {
            if (!Letters.isDigit(letters[i])) return false;
        }
        return true;
    }
}
