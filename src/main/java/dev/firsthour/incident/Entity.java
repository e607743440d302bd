package dev.firsthour.incident;

import java.util.Locale;

/// A thing that can be at fault or suffer from one.
///
/// @param name the thing's own name, exactly as the telemetry spells it
public record Entity(Kind kind, String name) {

    /// What sort of thing it is.
    public enum Kind {
        SERVICE, INSTANCE, NODE, CHANGE, RESOURCE, OPERATION, CODE, DEPENDENCY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Entity { if (name.isBlank()) throw new IllegalArgumentException("an entity has a name"); }

    public static Entity service(String name) {
        return new Entity(Kind.SERVICE, name);
    }

    public static Entity change(String id) {
        return new Entity(Kind.CHANGE, id);
    }

    @Override
    public String toString() {
        return kind.word() + " " + name;
    }
}
