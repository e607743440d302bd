package dev.firsthour.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import dev.firsthour.testing.ChatEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

import picocli.CommandLine;

class ModelsCommandTest {

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ModelsCommand()).setOut(new PrintWriter(out, true)).execute(arguments);
    }

    @Test
    void anEndpointThatDropsSchemasAndToolsIsSeenThrough() {
        try (var endpoint = new ChatEndpoint(new CountDownLatch(0), _ -> "Hello, and one two three.")) {
            assertThat(run("--model", endpoint.address() + "#scripted")).isZero();
        }
        assertThat(out.toString().lines().toList().get(0)).matches("ENDPOINT +MODEL +ANSWERS +SCHEMA +TOOLS +CONTEXT +SPEED");
        assertThat(out.toString().lines().toList().get(1))
                .matches("default +openai/scripted +in \\d+ ms +ignored +no +16384 set +.*tokens/s");
        assertThat(out.toString()).contains("drops schemas without a word");
    }

    @Test
    void anEndpointThatIsNotThereIsSaidToBe() {
        assertThat(run("--model", "http://127.0.0.1:1/v1#m")).isEqualTo(1);
        assertThat(out.toString()).contains("default does not answer", "cannot be connected to");
    }

    @Test
    void whatIsConfiguredIsProbedInItsOrder() {
        try (var endpoint = new ChatEndpoint(new CountDownLatch(0), _ -> "one two three")) {
            System.setProperty("firsthour.llm.endpoints[0].name", "gone");
            System.setProperty("firsthour.llm.endpoints[0].kind", "vllm");
            System.setProperty("firsthour.llm.endpoints[0].base-url", "http://127.0.0.1:1/v1");
            System.setProperty("firsthour.llm.endpoints[0].model", "qwen3");
            System.setProperty("firsthour.llm.endpoints[1].name", "there");
            System.setProperty("firsthour.llm.endpoints[1].kind", "tgi");
            System.setProperty("firsthour.llm.endpoints[1].base-url", endpoint.address());
            System.setProperty("firsthour.llm.endpoints[1].model", "small");
            System.setProperty("firsthour.llm.endpoints[1].context-tokens", "4096");
            System.setProperty("firsthour.llm.endpoints[1].price.input", "0.5");
            assertThat(run()).isEqualTo(1);
        } finally {
            System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("firsthour.llm.endpoints"))
                    .forEach(System::clearProperty);
        }
        assertThat(out.toString().lines().toList().get(1)).matches("gone +vllm/qwen3 +no .*");
        assertThat(out.toString().lines().toList().get(2)).matches("there +tgi/small +in .* 4096 set .*");
    }
}
