package dev.firsthour.investigation;

import java.util.List;

import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Tool;

/// How many tokens a text takes at most, near enough, for a model whose tokenizer nobody here has.
///
/// Byte-pair vocabularies spend a token on a common word of English and on up to four letters of a rare one, one on a mark or a digit (some
/// put three digits into one), and up to one a byte outside of ASCII. Counted are so: a run of letters costs one token for every four, begun
/// anew where a capital begins a word; each digit, each mark and each line's end costs one; each other character as many as it has bytes in
/// UTF-8; white space between words is part of the word behind it. On logs and prose this lies above what the public vocabularies of GPT take
/// (a test holds it to that), by about a half on prose. Cost: one pass.
final class Tokens {

    private static final int LETTERS = 4;
    /// What chat templates put around a turn.
    private static final int TURN = 8;

    private Tokens() {}

    static int of(String text) {
        long tokens = 0;
        int run = 0;
        boolean lower = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean upper = c >= 'A' && c <= 'Z';
            boolean letter = upper || (c >= 'a' && c <= 'z');
            if (letter && !(upper && lower)) {
                run++;
            } else {
                tokens += tokens(run);
                run = letter ? 1 : 0;
                if (!letter && c != ' ') tokens += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
                if (c == ' ' && i > 0 && text.charAt(i - 1) == ' ') tokens++;
            }
            lower = letter && !upper;
        }
        return (int) Math.min(Integer.MAX_VALUE, tokens + tokens(run));
    }

    private static int tokens(int letters) {
        return (letters + LETTERS - 1) / LETTERS;
    }

    static int of(List<? extends Prompt.Turn> turns) {
        int tokens = 0;
        for (Prompt.Turn turn : turns) {
            tokens += TURN + of(turn.text());
            if (turn instanceof Prompt.Calls(_, var calls)) {
                for (Tool.Call call : calls) {
                    tokens += TURN + of(call.name()) + of(call.arguments());
                }
            }
        }
        return tokens;
    }

    static int ofTools(List<Tool> tools) {
        return tools.stream().mapToInt(tool -> TURN + of(tool.name()) + of(tool.description()) + of(tool.jsonSchema())).sum();
    }
}
