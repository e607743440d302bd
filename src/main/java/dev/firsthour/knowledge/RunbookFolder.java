package dev.firsthour.knowledge;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Endpoint;

/// The Markdown files of a folder, within bounds. Hidden files and folders are left out, and so is what a link leads out of the folder.
///
/// @param pageUrl what paths are put behind for links; null for none
/// @param files how many are read at most
/// @param bytes how much they may hold together
record RunbookFolder(Path folder, @Nullable URI pageUrl, int files, long bytes) {

    /// A longer file is no runbook.
    static final long LARGEST = 1 << 20;
    static final int MOST_PASSAGES = 20_000;
    private static final int DEEPEST = 16;
    /// Of a folder that holds something else, so much is looked at.
    private static final int MOST_LOOKED_AT = 200_000;

    /// What there is to be read.
    ///
    /// @param found by path
    /// @param leftOut what is not read, and why; a sentence each
    record Listing(List<Entry> found, List<String> leftOut) {}

    /// One file, and how it would show that it was changed.
    record Entry(String path, long size, long modified) {}

    /// Looks at what there is, and reads nothing.
    ///
    /// @throws IOException if the folder cannot be looked at
    Listing list() throws IOException {
        Path root = folder.toRealPath();
        List<Entry> all = new ArrayList<>();
        int[] looked = new int[1];
        Files.walkFileTree(root, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) {
                return !one.equals(root) && hidden(one) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) throws IOException {
                if (++looked[0] > MOST_LOOKED_AT) return FileVisitResult.TERMINATE;
                String name = String.valueOf(one.getFileName()).toLowerCase(Locale.ROOT);
                if (hidden(one) || !(name.endsWith(".md") || name.endsWith(".markdown"))) return FileVisitResult.CONTINUE;
                // Volumes of Kubernetes are links within their own folder.
                if (attributes.isSymbolicLink() && !within(root, one)) return FileVisitResult.CONTINUE;
                BasicFileAttributes own = Files.readAttributes(one, BasicFileAttributes.class);
                if (own.isRegularFile()) {
                    all.add(new Entry(root.relativize(one).toString().replace('\\', '/'), own.size(), own.lastModifiedTime().toMillis()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path one, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }
        });
        all.sort(Comparator.comparing(Entry::path));
        return bounded(all, looked[0] > MOST_LOOKED_AT);
    }

    private Listing bounded(List<Entry> all, boolean more) {
        List<Entry> found = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        long left = bytes;
        int large = 0;
        int beyond = 0;
        for (Entry entry : all) {
            if (entry.size() > LARGEST) {
                large++;
            } else if (found.size() >= files || entry.size() > left) {
                beyond++;
            } else {
                left -= entry.size();
                found.add(entry);
            }
        }
        if (large > 0) leftOut.add(large + " larger than " + LARGEST + " bytes each");
        if (beyond > 0) leftOut.add(beyond + " beyond " + KnowledgeProperties.PREFIX + ".files or .size");
        if (more) leftOut.add("what follows the first " + MOST_LOOKED_AT + " files");
        return new Listing(found, leftOut);
    }

    private static boolean hidden(Path one) {
        return String.valueOf(one.getFileName()).startsWith(".");
    }

    private static boolean within(Path root, Path link) {
        try {
            return link.toRealPath().startsWith(root);
        } catch (IOException _) {
            return false;
        }
    }

    /// Reads files; one that vanished or is no text is left out.
    List<Passage> read(List<Entry> entries) {
        List<Passage> passages = new ArrayList<>();
        for (Entry entry : entries) {
            if (passages.size() >= MOST_PASSAGES) break;
            try {
                byte[] content = Files.readAllBytes(folder.resolve(entry.path()));
                if (content.length <= LARGEST) {
                    passages.addAll(Markdown.passages(entry.path(), new String(content, StandardCharsets.UTF_8), page(entry.path())));
                }
            } catch (IOException _) {
                // It went away in the meantime; the next refresh sees how things stand.
            }
        }
        return passages.size() <= MOST_PASSAGES ? passages : passages.subList(0, MOST_PASSAGES);
    }

    private @Nullable String page(String path) {
        if (pageUrl == null) return null;
        return pageUrl.toString().replaceAll("/+$", "") + "/"
                + Arrays.stream(path.split("/")).map(Endpoint::encoded).collect(Collectors.joining("/"));
    }
}
