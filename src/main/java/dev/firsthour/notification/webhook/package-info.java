/// Any system that takes a signed POST.
@NullMarked
package dev.firsthour.notification.webhook;

import org.jspecify.annotations.NullMarked;
