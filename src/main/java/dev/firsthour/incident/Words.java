package dev.firsthour.incident;

import java.util.Arrays;
import java.util.Optional;

final class Words {

    private Words() {}

    static <E extends Enum<E>> Optional<E> find(E[] values, String word) {
        return Arrays.stream(values).filter(value -> value.name().equalsIgnoreCase(word.strip())).findFirst();
    }
}
