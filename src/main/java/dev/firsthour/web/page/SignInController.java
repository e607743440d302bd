package dev.firsthour.web.page;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.firsthour.access.Caller;
import dev.firsthour.access.Keyring;
import dev.firsthour.access.Role;
import dev.firsthour.access.Sessions;
import dev.firsthour.access.SignInLinks;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// Signing in, by a key or by a link.
@Controller
@Hidden
class SignInController {

    private final Keyring keyring;
    private final SignInLinks links;
    private final Sessions sessions;

    SignInController(Keyring keyring, SignInLinks links, Sessions sessions) {
        this.keyring = keyring;
        this.links = links;
        this.sessions = sessions;
    }

    @GetMapping(path = "/sign-in", produces = MediaType.TEXT_HTML_VALUE)
    String form(@RequestParam(required = false) @Nullable String next, Model model) {
        return form(next, null, model);
    }

    @PostMapping("/sign-in")
    String byKey(@RequestParam(defaultValue = "") String key, @RequestParam(required = false) @Nullable String next,
            HttpServletRequest request, HttpServletResponse response, Model model) {
        Optional<Caller> caller = keyring.caller(key.strip());
        if (caller.isEmpty()) {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            return form(next, "That key is unknown or was revoked. Paste it whole: it begins with fh_.", model);
        }
        if (caller.get().role() == Role.WEBHOOK) {
            response.setStatus(HttpStatus.FORBIDDEN.value());
            return form(next, "That key is for a webhook, which has nothing to see here. Use one of the role viewer, responder or admin.",
                    model);
        }
        sessions.begin(caller.get(), request, response);
        return "redirect:" + local(next);
    }

    /// Looking at a link does not use it up: only the button does.
    @GetMapping(path = "/sign-in/link", produces = MediaType.TEXT_HTML_VALUE)
    String link(@RequestParam(defaultValue = "") String token, HttpServletResponse response, Model model) {
        boolean opens = links.opens(token);
        if (!opens) response.setStatus(HttpStatus.GONE.value());
        model.addAttribute("page", new PageModel("Sign in", null));
        model.addAttribute("token", opens ? token : null);
        return "sign-in-link";
    }

    @PostMapping("/sign-in/link")
    String byLink(@RequestParam(defaultValue = "") String token, HttpServletRequest request, HttpServletResponse response, Model model) {
        Optional<Caller> caller = links.redeem(token);
        if (caller.isEmpty()) return link(token, response, model);
        sessions.begin(caller.get(), request, response);
        return "redirect:/incidents";
    }

    private static String form(@Nullable String next, @Nullable String wrong, Model model) {
        model.addAttribute("page", new PageModel("Sign in", null));
        model.addAttribute("next", local(next));
        model.addAttribute("wrong", wrong);
        return "sign-in";
    }

    /// Leads to pages of ours alone: an address that somebody else made up must not send a person who just signed in elsewhere.
    private static String local(@Nullable String next) {
        return next != null && next.matches("/incidents(/[A-Za-z0-9/-]{1,100})?") ? next : "/incidents";
    }
}
