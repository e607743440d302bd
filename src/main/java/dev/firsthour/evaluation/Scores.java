package dev.firsthour.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The figures of one set, as rows of named values, and the ids of the cases that were missed.
record Scores(List<Row> rows, List<String> missed) {

    private static final double Z = 1.959964;

    Scores {
        rows = List.copyOf(rows);
        missed = List.copyOf(missed);
    }

    /// One row: its values by name in the order in which they are shown. A value is an integer, a share, an interval or a word.
    record Row(Map<String, Object> values) {

        Row { values = new LinkedHashMap<>(values); }

        static Row of(String group, int size) {
            var values = new LinkedHashMap<String, Object>();
            values.put("group", group);
            values.put("n", size);
            return new Row(values);
        }

        Row with(String name, Object value) {
            var more = new LinkedHashMap<>(values);
            more.put(name, value);
            return new Row(more);
        }

        String group() {
            return String.valueOf(values.get("group"));
        }

        /// @throws IllegalArgumentException if the row has no such number
        double number(String name) {
            if (values.get(name) instanceof Number number) return number.doubleValue();
            throw new IllegalArgumentException("row '" + group() + "' has no number '" + name + "'");
        }
    }

    /// A share's 95 % interval by Wilson's score method (Wilson 1927), which holds with few cases and with shares of 0 and 1.
    record Interval(double low, double high) {

        static Interval wilson(int hits, int of) {
            if (of == 0) return new Interval(0, 0);
            double share = (double) hits / of;
            double whole = 1 + Z * Z / of;
            double centre = (share + Z * Z / (2 * of)) / whole;
            double half = Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of)) / whole;
            return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
        }
    }

    /// A value as it stands in a table: three places, halves to the even digit of the exact binary value, as the independent scorer does.
    static String shown(Object value) {
        return switch (value) {
            case Double number when number.isNaN() -> "-";
            case Double number -> new BigDecimal(number).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
            case Interval interval -> "[" + shown(interval.low) + ", " + shown(interval.high) + "]";
            default -> String.valueOf(value);
        };
    }

    /// Markdown tables; neighbouring rows with the same columns share one.
    String table() {
        var out = new StringBuilder();
        var block = new ArrayList<Row>();
        for (Row row : rows) {
            if (!block.isEmpty() && !List.copyOf(block.getFirst().values.keySet()).equals(List.copyOf(row.values.keySet()))) {
                append(block, out);
                block.clear();
            }
            block.add(row);
        }
        if (!block.isEmpty()) append(block, out);
        return out.toString();
    }

    private static void append(List<Row> block, StringBuilder out) {
        List<String> names = List.copyOf(block.getFirst().values.keySet());
        var cells = new ArrayList<List<String>>();
        cells.add(names);
        block.forEach(row -> cells.add(names.stream().map(name -> shown(row.values.getOrDefault(name, ""))).toList()));
        table(cells, out);
    }

    /// @param cells the header first
    static void table(List<List<String>> cells, StringBuilder out) {
        int columns = cells.getFirst().size();
        int[] widths = new int[columns];
        cells.forEach(line -> {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        });
        for (int line = 0; line < cells.size(); line++) {
            out.append('|');
            for (int column = 0; column < columns; column++) {
                String cell = cells.get(line).get(column);
                out.append(' ').append(cell).append(" ".repeat(widths[column] - cell.length())).append(" |");
            }
            out.append('\n');
            if (line == 0) {
                out.append('|');
                for (int width : widths) {
                    out.append("-".repeat(width + 2)).append('|');
                }
                out.append('\n');
            }
        }
        out.append('\n');
    }
}
