package dev.firsthour.web.api;

import java.util.List;

/// The changes that were kept; they are durable.
///
/// @param ids each change's own name, in the order they were sent
record ChangesView(List<String> ids) {}
