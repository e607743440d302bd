@NullMarked
package dev.firsthour.web;

import org.jspecify.annotations.NullMarked;
