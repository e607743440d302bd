package dev.firsthour.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;

import dev.firsthour.llm.Gateway;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Recordings;
import dev.firsthour.llm.Spending;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// What `--model` says: `auto`, `none`, `configured`, the name of a model of the Ollama on loopback, or the address of an OpenAI-compatible endpoint, with the model's name
/// behind a `#` where it serves several.
record ModelOption(String kind, @Nullable URI baseUrl, @Nullable String model) {

    /// What the settings say: the only way to the clouds' endpoints and to several.
    static final String CONFIGURED = "configured";
    private static final String RECORDED = "recorded:";
    static final String DESCRIPTION = "none (the deterministic engine), auto, a model of the Ollama on loopback (qwen3:8b), "
            + "or an OpenAI-compatible endpoint (http://127.0.0.1:8000/v1, with #my-model behind it where it serves several), "
            + "or configured (what the settings say)";
    private static final String OPENAI = "openai";
    private static final Duration LISTING = Duration.ofSeconds(10);

    /// An address without a model is asked which one it serves.
    ///
    /// @throws IllegalArgumentException if it is an address without a model, and one that does not serve exactly one
    static ModelOption parse(String text) {
        if (text.equals(LlmProperties.NONE) || text.equals(LlmProperties.AUTO) || text.equals(CONFIGURED))
            return new ModelOption(text, null, null);
        if (!text.startsWith("http://") && !text.startsWith("https://")) return new ModelOption("ollama", null, text);
        int hash = text.indexOf('#');
        if (hash >= 0) return new ModelOption(OPENAI, URI.create(text.substring(0, hash)), text.substring(hash + 1));
        URI baseUrl = URI.create(text);
        List<String> served = Models.served(OPENAI, baseUrl, LISTING);
        if (served.size() == 1) return new ModelOption(OPENAI, baseUrl, served.getFirst());
        throw new IllegalArgumentException("--model " + text + (served.isEmpty()
                ? " names no model, and " + text + "/models lists none: write the model behind a #, as in " + text + "#my-model"
                : " serves several models: write one of them behind a #, as in " + text + "#" + served.getFirst() + "; there are "
                        + String.join(", ", served)));
    }

    LlmProperties properties() {
        return kind.equals(CONFIGURED) ? configured() : LlmProperties.defaults().at(kind, baseUrl, model);
    }

    /// The settings as the server would read them here: environment and `application.yaml`.
    private static LlmProperties configured() {
        var environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate("firsthour.llm", LlmProperties.class);
    }

    /// The way to that model, under the budgets of the settings, which count from now.
    Optional<Gateway> gateway() {
        return Gateway.to(properties(), Spending.inMemory(), new SimpleMeterRegistry(), InstantSource.system()).get();
    }

    /// The model that `--model` names, where `recorded:DIR` stands for a recording's answers.
    ///
    /// @return null for `none`, and for `auto` where there is none
    /// @throws IllegalArgumentException if it is no model's name, or the folder holds no recording
    static @Nullable LanguageModel open(String text) {
        if (text.startsWith(RECORDED)) return Recordings.of(Path.of(text.substring(RECORDED.length())));
        return parse(text).gateway().orElse(null);
    }

    /// The same as settings of the server.
    List<String> settings() {
        if (kind.equals(CONFIGURED)) return List.of();
        return List.of("--firsthour.llm.kind=" + kind, "--firsthour.llm.base-url=" + (baseUrl == null ? "" : baseUrl),
                "--firsthour.llm.model=" + (model == null ? "" : model));
    }
}
