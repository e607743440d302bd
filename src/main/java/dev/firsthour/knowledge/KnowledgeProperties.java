package dev.firsthour.knowledge;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;

/// Where runbooks lie. Without a folder there are none.
///
/// @param folder the folder with Markdown files, or a git checkout of them; folders within it are read, hidden ones are not
/// @param pageUrl what a file's path is put behind to make a link, as in `https://github.com/example/runbooks/blob/main`; none by default
/// @param pull whether the folder is a git checkout that is brought up to date before each refresh, by `git pull --ff-only`
/// @param refresh how often the folder is looked at
/// @param files how many files are read at most; of more, the first by path
/// @param size how much they may hold together; what does not fit is left out, and said to be
/// @param embeddings who says what words mean
@ConfigurationProperties("firsthour.knowledge")
record KnowledgeProperties(@Nullable Path folder, @Nullable URI pageUrl, @DefaultValue("false") boolean pull,
        @DefaultValue("5m") Duration refresh, @DefaultValue("2000") int files, @DefaultValue("16MB") DataSize size,
        @DefaultValue Embeddings embeddings) {

    static final String PREFIX = "firsthour.knowledge";

    /// An embedding model. Nobody is asked unless there is an address: runbooks then go there, redacted.
    ///
    /// @param url the address: of what speaks OpenAI's embeddings with its `/v1`, of an Ollama without
    /// @param kind `openai` or `ollama`, whichever it speaks
    /// @param model the model's name as the endpoint spells it
    /// @param token sent as bearer token; none by default
    /// @param tokenFile the file that holds it, read anew for each question
    /// @param connectTimeout how long until it accepts a connection
    /// @param readTimeout how long until one answer is here in full
    record Embeddings(@Nullable URI url, @DefaultValue("openai") Kind kind, @Nullable String model, @Nullable String token,
            @Nullable Path tokenFile, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout) {

        static final String PREFIX = KnowledgeProperties.PREFIX + ".embeddings";

        /// What an endpoint speaks.
        enum Kind {
            OPENAI, OLLAMA
        }

        Embeddings {
            if (url != null && (model == null || model.isBlank())) {
                throw new IllegalArgumentException(PREFIX + ".model is missing: name the embedding model at " + url);
            }
        }

        Credential credential() {
            return Credential.bearer(token, tokenFile);
        }

        /// Without the credential: settings end up in logs.
        @Override
        public String toString() {
            return "Embeddings[url=" + url + ", kind=" + kind + ", model=" + model + ", credential=" + credential() + "]";
        }
    }

    KnowledgeProperties {
        if (files < 1) throw new IllegalArgumentException(PREFIX + ".files is at least 1, not " + files);
        if (!refresh.isPositive()) throw new IllegalArgumentException(PREFIX + ".refresh is longer than nothing, not " + refresh);
    }
}
