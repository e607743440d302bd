/// Read-only tools of servers that speak the Model Context Protocol, by an allow-list.
@NullMarked
package dev.firsthour.evidence.mcp;

import org.jspecify.annotations.NullMarked;
