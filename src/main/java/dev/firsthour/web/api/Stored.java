package dev.firsthour.web.api;

import io.swagger.v3.oas.annotations.media.Schema;

/// A value that the API shows exactly as it is stored, because its digest or hash is over that form.
@Schema(type = "object", description = "As stored; its shape depends on the type or kind that stands beside it.")
record Stored(Object value) {}
