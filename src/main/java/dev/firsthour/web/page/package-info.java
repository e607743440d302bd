/// The dashboard: pages written by the server, readable without script.
@NullMarked
package dev.firsthour.web.page;

import org.jspecify.annotations.NullMarked;
