package dev.firsthour.web.page;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.timeline.Json;

/// What somebody entered to begin a silence, as it was entered.
///
/// @param matchers one on a line, as in `service=checkout`
/// @param starts a time in UTC without its zone, as browsers send it; empty for now
/// @param hours how long it lasts
/// @param flaws what is wrong with it
record SilenceForm(String matchers, String reason, String starts, int hours, List<Flaw> flaws) {

    static final SilenceForm EMPTY = new SilenceForm("", "", "", 1, List.of());
    private static final Pattern MATCHER = Pattern.compile("([^=!~\\s]+)\\s*(=~|!~|!=|=)\\s*(.*)");
    /// How long a silence may last by this page, in hours, each in words; any other length is for the API.
    private static final Map<Integer, String> LENGTHS = new LinkedHashMap<>();

    static {
        LENGTHS.put(1, "1 hour");
        LENGTHS.put(2, "2 hours");
        LENGTHS.put(4, "4 hours");
        LENGTHS.put(8, "8 hours");
        LENGTHS.put(24, "1 day");
        LENGTHS.put(72, "3 days");
        LENGTHS.put(168, "1 week");
    }

    public Map<Integer, String> lengths() {
        return LENGTHS;
    }

    SilenceForm with(List<Flaw> found) {
        return new SilenceForm(matchers, reason, starts, hours, found);
    }

    /// The same as the body of `POST /api/v1/silences`.
    ///
    /// @throws InvalidInput naming every line that is no matcher, and a time that is none
    byte[] body(Instant now) {
        List<Flaw> found = new ArrayList<>();
        List<Map<String, String>> all = new ArrayList<>();
        matchers.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            Matcher parts = MATCHER.matcher(line);
            if (parts.matches()) all.add(Map.of("label", parts.group(1), "operator", parts.group(2), "value", unquoted(parts.group(3))));
            else
                found.add(new Flaw("matchers", line, "is no matcher", "write a label, one of =, !=, =~, !~ and a value"));
        });
        Instant from = now;
        try {
            if (!starts.isBlank()) from = LocalDateTime.parse(starts).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException malformed) {
            found.add(new Flaw("starts_at", starts, "is no time", "write one as in 2026-03-12T14:20"));
        }
        if (!LENGTHS.containsKey(hours)) found.add(new Flaw("lasts", Integer.toString(hours), "is not offered", "choose a length"));
        if (!found.isEmpty()) throw new InvalidInput(found);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("matchers", all);
        body.put("reason", reason);
        body.put("starts_at", from.toString());
        body.put("ends_at", from.plus(Duration.ofHours(hours)).toString());
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    /// People who know Alertmanager put values into quotation marks.
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
