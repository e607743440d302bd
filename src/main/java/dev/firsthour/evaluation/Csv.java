package dev.firsthour.evaluation;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// Comma-separated values (RFC 4180), gzipped where the name ends so; quoted cells may hold commas, quotes and line breaks.
final class Csv {

    /// Digits that fit a long.
    private static final int MOST_DIGITS = 18;
    /// Powers of ten that a double holds exactly.
    private static final double[] TENS = new double[23];

    static {
        double ten = 1;
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = ten;
            ten *= 10;
        }
    }

    private Csv() {}

    /// All rows, the header among them.
    static List<String[]> read(Path file) {
        var rows = new ArrayList<String[]>();
        each(file, rows::add);
        return rows;
    }

    /// Hands each row over as it is read, so that a large file takes no memory.
    static void each(Path file, Consumer<String[]> row) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16)) {
            String line;
            while ((line = reader.readLine()) != null) {
                if (line.isEmpty()) continue;
                if (line.indexOf('"') < 0) {
                    row.accept(split(line));
                    continue;
                }
                var text = new StringBuilder(line);
                while (hasOpenQuote(text)) {
                    String more = reader.readLine();
                    if (more == null) break;
                    text.append('\n').append(more);
                }
                row.accept(quoted(text));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    /// A table of numbers only, by column: read from bytes, without a string for each cell.
    ///
    /// @param columns as many as the header names; a row that is too short is filled up with NaN
    @SuppressWarnings("ArrayRecordComponent") // a carrier between two lines, never compared
    record Numbers(String[] header, double[][] columns) {
        int rows() {
            return columns.length == 0 ? 0 : columns[0].length;
        }
    }

    /// Reads a table of numbers under one line of names, none of which is quoted.
    ///
    /// @throws NumberFormatException if a cell is no number
    static Numbers numbers(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
        int at = endOfLine(bytes, 0);
        String[] header = split(new String(bytes, 0, at, StandardCharsets.UTF_8).stripTrailing());
        int rows = 0;
        for (int i = at; i < bytes.length; i++) {
            if (bytes[i] == '\n') rows++;
        }
        var columns = new double[header.length][rows + 1];
        int row = 0;
        while (++at < bytes.length) {
            int end = endOfLine(bytes, at);
            int line = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
            if (line > at) {
                for (int column = 0; column < header.length; column++) {
                    int cell = at;
                    while (at < line && bytes[at] != ',') {
                        at++;
                    }
                    columns[column][row] = number(bytes, cell, at);
                    if (at < line) at++;
                }
                row++;
            }
            at = end;
        }
        for (int column = 0; column < header.length; column++) {
            columns[column] = Arrays.copyOf(columns[column], row);
        }
        return new Numbers(header, columns);
    }

    private static int endOfLine(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /// The same as of a string, for the plain decimals that nearly all cells are.
    private static double number(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        int first = negative ? from + 1 : from;
        int i = first;
        for (; i < to; i++) {
            byte character = bytes[i];
            if (character >= '0' && character <= '9') {
                digits = digits * 10 + character - '0';
                if (digits > 0) count++;
            } else if (character == '.' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        int decimals = point < 0 ? 0 : to - point - 1;
        boolean plain = i == to && to > first + (point < 0 ? 0 : 1) && count <= MOST_DIGITS && decimals < TENS.length;
        if (!plain) return otherNumber(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        double value = digits / TENS[decimals];
        return negative ? -value : value;
    }

    /// The cells of one line.
    static String[] cells(String line) {
        return line.indexOf('"') < 0 ? split(line) : quoted(line);
    }

    private static boolean hasOpenQuote(CharSequence text) {
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') open = !open;
        }
        return open;
    }

    private static String[] split(String line) {
        int cells = 1;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ',') cells++;
        }
        var row = new String[cells];
        int from = 0;
        for (int cell = 0; cell < cells; cell++) {
            int to = line.indexOf(',', from);
            row[cell] = line.substring(from, to < 0 ? line.length() : to);
            from = to + 1;
        }
        return row;
    }

    private static String[] quoted(CharSequence text) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"') {
                if (open && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    open = !open;
                }
            } else if (character == ',' && !open) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(character);
            }
        }
        cells.add(cell.toString());
        return cells.toArray(String[]::new);
    }

    /// A number as data sets write it: an empty cell is NaN, `inf` infinite.
    ///
    /// Plain decimals of up to 18 digits are read without the detour over arbitrary precision, which is where most of the time went: those
    /// of 16 digits and more may then be off by one unit in the last place.
    static double number(String cell) {
        int length = cell.length();
        boolean negative = length > 0 && cell.charAt(0) == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        int i = negative ? 1 : 0;
        for (; i < length; i++) {
            char character = cell.charAt(i);
            if (character >= '0' && character <= '9') {
                digits = digits * 10 + character - '0';
                if (digits > 0) count++;
            } else if (character == '.' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        int decimals = point < 0 ? 0 : length - point - 1;
        boolean plain = i == length && length > (negative ? 1 : 0) + (point < 0 ? 0 : 1) && count <= MOST_DIGITS && decimals < TENS.length;
        if (!plain) return otherNumber(cell);
        double value = digits / TENS[decimals];
        return negative ? -value : value;
    }

    private static double otherNumber(String cell) {
        String text = cell.strip();
        if (text.isEmpty() || text.equalsIgnoreCase("nan")) return Double.NaN;
        if (text.equalsIgnoreCase("inf") || text.equals("+inf")) return Double.POSITIVE_INFINITY;
        if (text.equals("-inf")) return Double.NEGATIVE_INFINITY;
        return Double.parseDouble(text);
    }

    /// @throws IllegalArgumentException if there is no such column
    static int column(Path file, String[] header, String name) {
        int index = Arrays.asList(header).indexOf(name);
        if (index < 0) throw new IllegalArgumentException(file + " has no column '" + name + "' in " + Arrays.toString(header));
        return index;
    }
}
