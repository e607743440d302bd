package dev.firsthour.llm.triton;

import java.util.Arrays;
import java.util.Locale;

import dev.firsthour.llm.Prompt;

/// How turns become one text: each family of models was taught its own marks. Marks inside the turns are taken apart, so that a text that came from
/// outside cannot end its turn and begin another.
enum Template {

    PLAIN("", "%s\n\n", "User: %s\n\n", "Assistant: %s\n\n", "Assistant: ", "\nUser:"), CHATML("", "<|im_start|>system\n%s<|im_end|>\n",
            "<|im_start|>user\n%s<|im_end|>\n", "<|im_start|>assistant\n%s<|im_end|>\n",
            "<|im_start|>assistant\n", "<|im_end|>"), LLAMA3("<|begin_of_text|>",
                    "<|start_header_id|>system<|end_header_id|>\n\n%s<|eot_id|>",
                    "<|start_header_id|>user<|end_header_id|>\n\n%s<|eot_id|>",
                    "<|start_header_id|>assistant<|end_header_id|>\n\n%s<|eot_id|>",
                    "<|start_header_id|>assistant<|end_header_id|>\n\n",
                    "<|eot_id|>"), MISTRAL("<s>", "[INST] %s [/INST] Understood.</s>", "[INST] %s [/INST]", "%s</s>", "", "</s>"), GEMMA(
                            "<bos>", "<start_of_turn>user\n%s<end_of_turn>\n<start_of_turn>model\nUnderstood.<end_of_turn>\n",
                            "<start_of_turn>user\n%s<end_of_turn>\n", "<start_of_turn>model\n%s<end_of_turn>\n", "<start_of_turn>model\n",
                            "<end_of_turn>");

    private final String begin;
    private final String system;
    private final String user;
    private final String assistant;
    private final String answer;
    private final String stop;

    Template(String begin, String system, String user, String assistant, String answer, String stop) {
        this.begin = begin;
        this.system = system;
        this.user = user;
        this.assistant = assistant;
        this.answer = answer;
        this.stop = stop;
    }

    /// @throws IllegalArgumentException if there is none of that name
    static Template named(String name) {
        return Arrays.stream(values()).filter(template -> template.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("firsthour.llm.triton.template '" + name + "' is none of "
                        + String.join(", ", Arrays.stream(values()).map(template -> template.name().toLowerCase(Locale.ROOT)).toList())));
    }

    /// What ends the model's turn.
    String stop() {
        return stop;
    }

    String text(Prompt prompt) {
        var text = new StringBuilder(begin).append(String.format(Locale.ROOT, system, harmless(prompt.system())));
        for (Prompt.Turn turn : prompt.messages()) {
            text.append(String.format(Locale.ROOT, turn.role() == Prompt.Role.USER ? user : assistant, harmless(turn.text())));
        }
        return text.append(answer).toString();
    }

    private String harmless(String text) {
        if (this == PLAIN) return text.replace("\nUser:", "\n User:").replace("\nAssistant:", "\n Assistant:");
        return text.replace("<|", "< |").replace("|>", "| >").replace("[INST]", "[ INST]").replace("[/INST]", "[ /INST]")
                .replace("<s>", "< s>").replace("</s>", "< /s>").replace("<bos>", "< bos>").replace("_of_turn>", "_of_turn >");
    }
}
