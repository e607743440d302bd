package dev.firsthour.notification;

import java.util.List;
import java.util.function.Supplier;

/// The channels of one kind that are configured; none where nobody configured any.
@FunctionalInterface
public interface Channels extends Supplier<List<Channel>> {}
