package dev.firsthour.knowledge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.firsthour.evidence.Remembered;
import dev.firsthour.privacy.Redactor;

/// The runbooks of a folder, read anew when it changed. Searching never waits for that: it uses what was read last.
final class FolderRunbooks implements Runbooks {

    private static final Logger LOG = LoggerFactory.getLogger(FolderRunbooks.class);
    /// What pseudonyms in texts for the embedding model belong to.
    private static final String SCOPE = "runbooks";
    private static final int REMEMBERED_QUESTIONS = 500;
    private static final Duration REMEMBERED = Duration.ofHours(6);

    private final RunbookFolder folder;
    private final @Nullable Checkout checkout;
    private final @Nullable Embeddings embeddings;
    private final Redactor redactor;
    private final Remembered<String, float[]> questions = new Remembered<>(REMEMBERED_QUESTIONS, REMEMBERED);
    private Map<String, float[]> known = Map.of();
    private List<RunbookFolder.Entry> read = List.of();
    private String said = "";
    private boolean complete;
    private volatile PassageIndex index = PassageIndex.EMPTY;

    /// @param checkout pulled before each refresh; null if it is not
    /// @param embeddings null if nobody is to be asked
    /// @param redactor takes secrets out before the embedding model is asked
    FolderRunbooks(RunbookFolder folder, @Nullable Checkout checkout, @Nullable Embeddings embeddings, Redactor redactor) {
        this.folder = folder;
        this.checkout = checkout;
        this.embeddings = embeddings;
        this.redactor = redactor;
    }

    @Override
    public List<Suggestion> search(Question question, int limit) {
        PassageIndex now = index;
        return now.passages().isEmpty() ? List.of() : now.search(question.text(), question.service(), meaning(question), limit);
    }

    @Override
    public boolean isEmpty() {
        return index.passages().isEmpty();
    }

    private float @Nullable [] meaning(Question question) {
        Embeddings model = embeddings;
        if (model == null || question.text().isBlank()) return null;
        Optional<float[]> remembered = questions.of(question.text());
        if (remembered.isPresent() || !question.askOutside()) return remembered.orElse(null);
        return switch (model.of(List.of(question.text()))) {
            case Embeddings.Answer.Vectors(var vectors) -> {
                questions.put(question.text(), vectors.getFirst());
                yield vectors.getFirst();
            }
            case Embeddings.Answer.Unavailable(var reason) -> {
                LOG.warn("Runbooks are searched by words alone: {}", reason);
                yield null;
            }
        };
    }

    /// Looks at the folder, and reads it if it changed. One that cannot be read leaves what was read before.
    synchronized void refresh() {
        if (checkout != null) checkout.pull().ifPresent(trouble -> say("The runbooks may be old: " + trouble));
        try {
            RunbookFolder.Listing listing = folder.list();
            if (complete && listing.found().equals(read)) return;
            List<Passage> passages = listing.found().equals(read) ? index.passages() : folder.read(listing.found());
            // Found by words at once; what they mean may take a while.
            if (!listing.found().equals(read)) index = new PassageIndex(passages, null);
            read = listing.found();
            float[][] vectors = vectors(passages);
            complete = embeddings == null || vectors != null || passages.isEmpty();
            if (vectors != null) index = new PassageIndex(passages, vectors);
            say("Runbooks: " + passages.size() + " passages of " + listing.found().size() + " files in " + folder.folder()
                    + (listing.leftOut().isEmpty() ? "" : "; left out: " + String.join(", ", listing.leftOut())));
        } catch (IOException unreadable) {
            say("The folder of runbooks " + folder.folder() + " cannot be read (" + unreadable + "): check " + KnowledgeProperties.PREFIX
                    + ".folder");
        }
    }

    private void say(String words) {
        if (!words.equals(said)) LOG.info(words);
        said = words;
    }

    private float @Nullable [][] vectors(List<Passage> passages) {
        Embeddings model = embeddings;
        if (model == null || passages.isEmpty()) return null;
        List<String> texts = passages.stream()
                .map(passage -> redactor.redact(passage.title() + "\n" + passage.heading() + "\n" + passage.text(), SCOPE).text()).toList();
        List<String> unknown = texts.stream().filter(text -> !known.containsKey(text)).distinct().toList();
        Map<String, float[]> all = new HashMap<>(known);
        switch (model.of(unknown)) {
            case Embeddings.Answer.Unavailable(var reason) -> {
                say("Runbooks are searched by words alone: " + reason);
                return null;
            }
            case Embeddings.Answer.Vectors(var vectors) -> {
                for (int i = 0; i < vectors.size(); i++) all.put(unknown.get(i), vectors.get(i));
            }
        }
        List<float[]> own = new ArrayList<>();
        Map<String, float[]> kept = new HashMap<>();
        for (String text : texts) {
            float[] vector = all.get(text);
            if (vector == null) throw new IllegalStateException("a passage has no vector");
            own.add(vector);
            kept.put(text, vector);
        }
        known = kept;
        return own.toArray(float[][]::new);
    }
}
