package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import dev.firsthour.privacy.Instructions;
import dev.firsthour.privacy.PlainText;

/// Text from outside on its way to a model: the one place that all of it passes.
///
/// Nobody can tell for sure whether a text persuades a model, so as little foreign wording as possible gets there: what nobody sees goes, the marks by
/// which models tell turns of a conversation apart are broken, fields that any visitor of a site can fill in become placeholders that say
/// what stood there, and sentences worded for a model are withheld. The evidence itself stays whole, for people to read.
final class Outside {

    // A quoted request line, as access logs write it, with the referrer and the user agent that may follow.
    private static final Pattern REQUEST = Pattern.compile("\"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) ([^\"\\s]+)( HTTP/[0-9.]{1,3})?\"");
    private static final Pattern AGENT = Pattern.compile("\"[A-Za-z][A-Za-z0-9_.-]{0,40}/[0-9][^\"\\n]*\"");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)\\b(user[_.-]?agent(?:[_.]original)?|referr?er|query(?:[_-]?string)?|url[_.]query|search[_-]?term|user[_-]?name|login|enduser\\.id)(\"?\\s{0,2}[=:]\\s{0,2})(\"(?:[^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*'|[^\\s,;\"']+)");
    private static final Pattern QUERY = Pattern.compile("(/[A-Za-z0-9._~/-]*)\\?[A-Za-z0-9_.\\[\\]%-]{1,60}=[^\\s\"'<>)\\]]*");
    private static final Pattern TURN = Pattern
            .compile("(?i)<\\|([a-z_]{1,30})\\|>|<(/?)(start|end)_of_turn>|\\[(/?)INST]|<<(/?)SYS>>|<<(DATA|END) ");
    /// A name that only names: nothing can be said in one.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@$+-]{0,39}");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]{0,40}|\\{[a-z_]{1,20}\\}|:[a-z_]{1,20}");
    private static final Pattern ID = Pattern.compile("[0-9]+|[0-9a-fA-F-]{12,}");

    private static final int MOST_SEGMENTS = 20;

    private Outside() {}

    /// What people wrote: sentences that no colleague would write are withheld.
    static String fromPeople(String text) {
        return Instructions.withheld(plain(text), Instructions.Origin.PERSON);
    }

    /// What programs wrote, and through them whoever uses them: fields of outsiders are reduced, and questions and requests are withheld as well.
    static String fromPrograms(String text) {
        return Instructions.withheld(reduced(plain(text)), Instructions.Origin.PROGRAM);
    }

    /// What every text gets, whoever wrote it, right before it is sent.
    static String plain(String text) {
        String visible = PlainText.of(text);
        return visible.indexOf('<') < 0 && visible.indexOf('[') < 0
                ? visible
                : TURN.matcher(visible).replaceAll("(mark of a turn, taken out)");
    }

    /// Requests, user agents, referrers, queries and names that more is said in than a name, as placeholders.
    static String reduced(String text) {
        String reduced = text;
        if (reduced.indexOf('"') >= 0) {
            reduced = replaced(REQUEST, reduced, match -> '"' + match.group(1) + ' ' + path(match.group(2))
                    + (match.group(3) == null ? "" : match.group(3)) + '"');
            reduced = AGENT.matcher(reduced).replaceAll("\"<user agent>\"");
        }
        if (reduced.indexOf('=') >= 0 || reduced.indexOf(':') >= 0) {
            reduced = replaced(NAMED, reduced, match -> match.group(1) + match.group(2) + value(match.group(1), match.group(3)));
        }
        if (reduced.indexOf('?') >= 0) reduced = QUERY.matcher(reduced).replaceAll("$1?<query>");
        return reduced;
    }

    private static String value(String name, String value) {
        String bare = value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                ? value.substring(1, value.length() - 1)
                : value;
        String word = name.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ').replace('.', ' ');
        boolean person = word.equals("user name") || word.equals("username") || word.equals("login") || word.equals("enduser id");
        return person && NAME.matcher(bare).matches() ? value : "<" + word + ", " + bare.length() + " characters>";
    }

    private static String path(String path) {
        int query = path.indexOf('?');
        String pure = query < 0 ? path : path.substring(0, query);
        List<String> kept = new ArrayList<>();
        for (String segment : pure.split("/", MOST_SEGMENTS)) {
            kept.add(ID.matcher(segment).matches() ? "<id>" : SEGMENT.matcher(segment).matches() ? segment : "<segment>");
        }
        return String.join("/", kept) + (query < 0 ? "" : "?<query>");
    }

    private interface Replacing {
        String of(Matcher match);
    }

    private static String replaced(Pattern pattern, String text, Replacing with) {
        Matcher match = pattern.matcher(text);
        if (!match.find()) return text;
        StringBuilder copy = new StringBuilder(text.length());
        int done = 0;
        do {
            copy.append(text, done, match.start()).append(with.of(match));
            done = match.end();
        } while (match.find());
        return copy.append(text, done, text.length()).toString();
    }
}
