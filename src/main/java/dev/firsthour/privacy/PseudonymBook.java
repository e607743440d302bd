package dev.firsthour.privacy;

/// Where it is kept what pseudonyms stand for.
public interface PseudonymBook {

    /// Keeps nothing: nobody can ever put a pseudonym back.
    PseudonymBook NONE = (_, _, _) -> {};

    /// Notes what a pseudonym of a scope stands for. Returns at once; may be told the same again.
    void note(String scope, String pseudonym, String original);

    /// How often something was erased from it: what was noted before may have to be noted again.
    default long erasures() {
        return 0;
    }
}
