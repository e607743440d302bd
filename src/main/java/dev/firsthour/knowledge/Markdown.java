package dev.firsthour.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import dev.firsthour.evidence.Endpoint;

/// Reads a runbook: front matter if it has one, then a passage a section. Sections begin at headings with hashes (ATX), but for those within fenced
/// code; one that is longer than [#LONGEST] is split where a line ends.
final class Markdown {

    /// How many characters one passage has at most: some screens of text.
    static final int LONGEST = 4_000;
    private static final int MOST_NAMES = 50;
    private static final int LARGEST_FRONT_MATTER = 16_384;
    private static final Pattern FRONT_MATTER = Pattern.compile("\\A\uFEFF?---[ \\t]*\\R(.*?)^(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})[ \\t]+(.*?)(?:[ \\t]+#+)?[ \\t]*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
    private static final Pattern NO_ANCHOR = Pattern.compile("[^\\p{L}\\p{N}_ -]");

    private final String path;
    private final @Nullable String page;
    private final List<Passage> passages = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String title;
    private List<String> services = List.of();
    private List<String> tags = List.of();

    private Markdown(String path, @Nullable String page) {
        this.path = path;
        this.page = page;
        this.title = "";
    }

    /// The passages of a file, in order; those without a word are left out.
    ///
    /// @param path the file within its folder, with slashes
    /// @param page the file's page; null if none is known
    static List<Passage> passages(String path, String content, @Nullable String page) {
        return new Markdown(path, page).read(content);
    }

    private List<Passage> read(String content) {
        String body = content;
        Matcher front = FRONT_MATTER.matcher(content);
        if (front.find()) {
            body = content.substring(front.end());
            about(front.group(1));
        }
        if (title.isEmpty()) title = firstHeading(body);
        String fence = null;
        for (String line : body.lines().toList()) {
            Matcher marks = FENCE.matcher(line);
            if (fence == null && marks.matches()) {
                fence = marks.group(1);
            } else if (fence != null) {
                // A fence is closed by as many of its own marks, and nothing behind them.
                if (marks.matches() && marks.group(1).startsWith(fence) && marks.group(2).isBlank()) fence = null;
            } else {
                Matcher heading = HEADING.matcher(line);
                if (heading.matches()) {
                    end();
                    enter(heading.group(1).length(), heading.group(2).strip());
                    continue;
                }
            }
            if (text.length() + line.length() > LONGEST) end();
            text.append(line, 0, Math.min(line.length(), LONGEST)).append('\n');
        }
        end();
        return List.copyOf(passages);
    }

    private void about(String front) {
        if (front.length() > LARGEST_FRONT_MATTER) return;
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            if (new Yaml(new SafeConstructor(options)).load(front) instanceof Map<?, ?> fields) {
                title = fields.get("title") == null ? "" : fields.get("title").toString().strip();
                services = names(fields.get("services") == null ? fields.get("service") : fields.get("services"));
                tags = names(fields.get("tags"));
            }
        } catch (YAMLException _) {
            // Then it says nothing of itself; its text is there all the same.
        }
    }

    /// A list, or words with commas between.
    private static List<String> names(@Nullable Object value) {
        List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value.toString().split(","));
        return all.stream().filter(one -> one != null).map(one -> one.toString().strip().toLowerCase(Locale.ROOT))
                .filter(one -> !one.isEmpty()).distinct().limit(MOST_NAMES).toList();
    }

    private String firstHeading(String body) {
        return body.lines().map(HEADING::matcher).filter(Matcher::matches).map(heading -> heading.group(2).strip())
                .filter(heading -> !heading.isEmpty()).findFirst()
                .orElseGet(() -> path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z]+$", "").replaceAll("[_-]+", " "));
    }

    private void enter(int depth, String heading) {
        while (headings.size() >= depth)
            headings.removeLast();
        while (headings.size() < depth - 1)
            headings.add("");
        headings.add(heading);
    }

    private void end() {
        String section = text.toString().strip();
        text.setLength(0);
        if (section.isEmpty()) return;
        // The runbook's own title says nothing of its sections.
        String trail = String.join(" › ", headings.stream().filter(heading -> !heading.isEmpty() && !heading.equals(title)).toList());
        passages.add(new Passage(path, title, trail, services, tags, section, link()));
    }

    /// With the anchor that GitHub, GitLab and most others make of a heading.
    private @Nullable String link() {
        if (page == null || headings.isEmpty() || headings.getLast().isEmpty()) return page;
        String anchor = NO_ANCHOR.matcher(headings.getLast().toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
        return page + "#" + Endpoint.encoded(anchor);
    }
}
