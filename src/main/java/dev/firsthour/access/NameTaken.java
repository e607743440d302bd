package dev.firsthour.access;

/// A living key has that name already.
public final class NameTaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String name;

    public NameTaken(String name) {
        super("a key named '" + name + "' is in use: choose another name, or revoke that key first");
        this.name = name;
    }

    public String name() {
        return name;
    }
}
