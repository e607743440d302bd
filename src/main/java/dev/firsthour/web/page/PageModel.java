package dev.firsthour.web.page;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.access.Caller;
import dev.firsthour.access.Role;

/// What every page shows around its own matter.
///
/// @param caller who is signed in; null on pages that anybody may see
record PageModel(String title, @Nullable Caller caller) {

    public boolean responds() {
        return caller != null && caller.role().responds();
    }

    public boolean administers() {
        return caller != null && caller.role() == Role.ADMIN;
    }

    /// The keys that the pages know, each with what it does.
    public List<Map.Entry<String, String>> keys() {
        return List.of(Map.entry("j", "next incident, or next entry"), Map.entry("k", "the one before"), Map.entry("Enter", "open it"),
                Map.entry("/", "search"), Map.entry("g l", "go to the list"), Map.entry("g t", "go to the timeline"),
                Map.entry("g e", "go to the evidence"), Map.entry("Esc", "close what is open"), Map.entry("?", "this help"));
    }
}
