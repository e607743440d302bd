package dev.firsthour.diagnosis;

/// Breaks ties without favouring any name: an avalanche over the name's hash, the finaliser of MurmurHash3 (Appleby).
final class Hash {

    private Hash() {}

    static int of(String name) {
        int hash = name.hashCode();
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
