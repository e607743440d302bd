package dev.firsthour.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.changes.ChangesSource;
import dev.firsthour.incident.Change;

/// A change in the making: an adapter says what it found; what it did not find, and how much of anything is kept, stands here.
public final class ChangeDraft {

    private static final int LONGEST_ID = 255;
    private static final int LONGEST_TITLE = 500;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_FILES = 300;

    private final Change.Kind kind;
    private final String id;
    private final Instant at;
    private final List<String> files = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable String service;
    private @Nullable String title;
    private @Nullable String author;
    private @Nullable String version;
    private @Nullable String commit;

    /// @param id the change's own name; the same again renews it
    /// @param at when it took effect; null for now
    public ChangeDraft(Change.Kind kind, String id, @Nullable Instant at, Instant now) {
        this.kind = kind;
        this.id = id.length() <= LONGEST_ID ? id : Collector.digest(id);
        this.at = Objects.requireNonNullElse(at, now);
    }

    /// Each of these takes null, which leaves things as they are.
    public ChangeDraft service(@Nullable String name) {
        service = cut(name, LONGEST_NAME);
        return this;
    }

    public ChangeDraft title(@Nullable String text) {
        title = cut(text, LONGEST_TITLE);
        return this;
    }

    public ChangeDraft author(@Nullable String name) {
        author = cut(name, LONGEST_NAME);
        return this;
    }

    public ChangeDraft version(@Nullable String text) {
        version = cut(text, LONGEST_NAME);
        return this;
    }

    public ChangeDraft commit(@Nullable String sha) {
        commit = cut(sha, LONGEST_NAME);
        return this;
    }

    public ChangeDraft files(List<String> paths) {
        paths.stream().limit(MOST_FILES - files.size()).forEach(files::add);
        return this;
    }

    public ChangeDraft attribute(String name, @Nullable String value) {
        if (value != null) attributes.put(name, String.valueOf(cut(value, LONGEST_TITLE)));
        return this;
    }

    /// The page about it in the system that it comes from.
    public ChangeDraft link(@Nullable String address) {
        return attribute(ChangesSource.LINK, address);
    }

    public Change build() {
        String said = title == null ? kind.word().replace('_', ' ') + (service == null ? "" : " of " + service) : title;
        return new Change(id, kind, at, service, said, author, version, commit, files, null, attributes);
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        return text == null || text.length() <= most ? text : text.substring(0, most);
    }
}
