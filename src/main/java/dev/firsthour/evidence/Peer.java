package dev.firsthour.evidence;

/// An outside system that the server is connected to without asking it for evidence, and that is listed where the sources are.
@FunctionalInterface
public interface Peer {

    /// How it stands, as known: nobody is asked and nothing waited for.
    SourceReport report();
}
