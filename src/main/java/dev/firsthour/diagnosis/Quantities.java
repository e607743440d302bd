package dev.firsthour.diagnosis;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Numbers in code, with the units that stand on them or beside them.
final class Quantities {

    static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z_.0-9])-?[0-9][0-9_]*(?:\\.[0-9]+)*");
    /// How sure it is that a number that hardly moved matters.
    static final double LEAST_STEP = 0.5;
    /// Seconds, and bytes.
    static final Map<String, Double> UNITS = units();
    /// A number with its unit of time or size.
    static final Pattern AMOUNT = Pattern.compile(
            "(?<![\\w.])([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*\\*?\\s*(?:time\\.|Duration\\.|TimeUnit\\.)?(ms|[Mm]illiseconds?|[Mm]illis|[Ss]econds?|[Mm]inutes?|[Hh]ours?|[smhd]|[KMG]i?B?)\\b");
    private static final Pattern IN_MILLIS = Pattern.compile("(?i)millis|_ms\\b|[a-z]Ms\\b|-ms\\b");

    private Quantities() {}

    static String unit(String token) {
        String bare = token.toLowerCase(Locale.ROOT);
        return bare.startsWith("of") && bare.length() > 4 ? bare.substring(2) : bare.startsWith("from") ? bare.substring(4) : bare;
    }

    /// The product of the numbers and units of a stretch of code; NaN if there is anything else in it.
    static double quantity(List<String> tokens) {
        double product = 1;
        boolean any = false;
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at);
            // A package or type that is asked for a unit: `config.Seconds(6)`.
            if (at + 1 < tokens.size() && tokens.get(at + 1).equals(".") && Character.isLetter(token.charAt(0))) continue;
            String bare = unit(token.replaceAll("^[\"'`]|[\"'`]$", ""));
            if (!bare.isEmpty() && Character.isDigit(bare.charAt(0))) {
                Double number = number(bare);
                if (number == null) return Double.NaN;
                String suffix = bare.replaceFirst("^[0-9_.]+", "");
                product *= number * (suffix.isEmpty() ? 1 : UNITS.getOrDefault(suffix, Double.NaN));
                any = true;
            } else if (UNITS.containsKey(bare)) {
                product *= UNITS.getOrDefault(bare, 1.0);
            } else if (bare.length() > 1 && !bare.equals("time") && !bare.equals("duration") && !bare.equals("timeunit")) {
                return Double.NaN;
            } else if (bare.length() == 1 && "*().,".indexOf(bare.charAt(0)) < 0) {
                return Double.NaN;
            }
        }
        return any ? product : Double.NaN;
    }

    static @Nullable Double number(String token) {
        Matcher matcher = NUMBER.matcher(token);
        if (!matcher.lookingAt()) return null;
        String digits = matcher.group().replace("_", "");
        if (digits.indexOf('.') != digits.lastIndexOf('.')) return null;
        return Double.valueOf(digits);
    }

    /// A number with the unit that stands on it or behind it, so that `30 * time.Second` and `5 * time.Minute` compare.
    static double scaled(double number, String token, CodeLine line) {
        String unit = token.replaceFirst("^-?[0-9_.]+", "").toLowerCase(Locale.ROOT);
        String text = line.text().toLowerCase(Locale.ROOT);
        double factor = switch (unit) {
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "m", "min" -> text.contains("cpu") ? 1e-3 : 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            case "ki", "k", "kb" -> 1024;
            case "mi", "mb" -> 1_048_576;
            case "gi", "gb", "g" -> 1_073_741_824;
            default -> IN_MILLIS.matcher(line.text()).find() ? 1e-3 : text.contains(".minute") ? 60 : text.contains(".hour") ? 3600 : 1;
        };
        return number * factor;
    }

    /// How much a number has to move to matter: a step of a tenth seldom breaks anything, one of four times may well. Signs and zeros
    /// are no matter of degree.
    static double magnitude(double before, double after) {
        if (before <= 0 || after <= 0) return 1;
        return Math.clamp(LEAST_STEP + (1 - LEAST_STEP) * Math.abs(Math.log(after / before)) / Math.log(4), LEAST_STEP, 1);
    }

    /// Whether the first amount on a line is one of time, rather than of size.
    static boolean isTime(CodeLine line) {
        Matcher matcher = AMOUNT.matcher(line.text());
        return matcher.find() && !matcher.group(2).toLowerCase(Locale.ROOT).matches("[kmg]i?b?|.*bytes?");
    }

    /// The first amount on a line, in seconds or bytes; NaN if there is none.
    static double amount(CodeLine line) {
        Matcher matcher = AMOUNT.matcher(line.text());
        if (!matcher.find()) return Double.NaN;
        return Double.parseDouble(matcher.group(1).replace("_", "")) * UNITS.getOrDefault(unit(matcher.group(2)), 1.0);
    }

    /// The first amount on a line as it is written; the line if there is none.
    static String matched(CodeLine line) {
        Matcher matcher = AMOUNT.matcher(line.text());
        return matcher.find() ? matcher.group() : line.text();
    }

    private static Map<String, Double> units() {
        var units = new HashMap<String, Double>();
        for (String ms : List.of("ms", "millisecond", "milliseconds", "millis")) {
            units.put(ms, 1e-3);
        }
        for (String s : List.of("s", "sec", "secs", "second", "seconds")) {
            units.put(s, 1.0);
        }
        for (String m : List.of("min", "mins", "minute", "minutes")) {
            units.put(m, 60.0);
        }
        for (String h : List.of("h", "hour", "hours")) {
            units.put(h, 3600.0);
        }
        units.put("day", 86_400.0);
        units.put("days", 86_400.0);
        units.put("kb", 1024.0);
        units.put("mb", 1_048_576.0);
        units.put("gb", 1_073_741_824.0);
        return Map.copyOf(units);
    }
}
