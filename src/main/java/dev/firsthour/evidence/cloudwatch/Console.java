package dev.firsthour.evidence.cloudwatch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import dev.firsthour.evidence.Endpoint;

import tools.jackson.databind.JsonNode;

/// How CloudWatch's console writes what a page shows into its address. Amazon documents neither of the two ways: this is how its own links read.
final class Console {

    private Console() {}

    /// A value as in `~(metrics~(~(~'AWS*2fLambda~'Errors))~period~60)`.
    static String graph(JsonNode value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder text) {
        text.append('~');
        if (value.isObject()) {
            text.append('(');
            String between = "";
            for (var field : value.properties()) {
                text.append(between).append(escaped(field.getKey()));
                write(field.getValue(), text);
                between = "~";
            }
            text.append(')');
        } else if (value.isArray()) {
            text.append('(');
            value.forEach(one -> write(one, text));
            text.append(')');
        } else if (value.isString()) {
            text.append('\'').append(escaped(value.stringValue()));
        } else {
            text.append(value);
        }
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (one & 0xff);
            if (character < 0x80 && (Character.isLetterOrDigit(character) || "_.-".indexOf(character) >= 0)) {
                escaped.append(character);
            } else {
                escaped.append('*').append(String.format(Locale.ROOT, "%02x", (int) character));
            }
        }
        return escaped.toString();
    }

    /// A part of the path within the page, as in `$252Fecs$252Fcheckout`: encoded twice, with a dollar for the percent.
    static String place(String text) {
        return Endpoint.encoded(Endpoint.encoded(text)).replace('%', '$');
    }

    /// What follows the path within the page, as in `$3Fstart$3D0`: encoded once, with a dollar for the percent.
    static String search(String text) {
        return Endpoint.encoded(text).replace('%', '$');
    }
}
