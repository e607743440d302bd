package dev.firsthour.web.problem;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// Shows a problem as a page, and gives words to a bare status that the servlet container set.
@Controller
@Hidden
final class ProblemController implements ErrorController {

    static final String PATH = "/error";

    private final Answers answers;

    ProblemController(Answers answers) {
        this.answers = answers;
    }

    @RequestMapping(PATH)
    @Nullable
    ModelAndView show(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        Problem problem = problem(request);
        if (request.getAttribute(Answers.PROBLEM) == null && !Answers.forPeople(request)) {
            answers.write(problem, request, response);
            return null;
        }
        Answers.head(problem, response);
        return new ModelAndView("problem").addObject("problem", problem);
    }

    private static Problem problem(HttpServletRequest request) {
        if (request.getAttribute(Answers.PROBLEM) instanceof Problem known) return known;
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        return Problems.of(status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status, request.getMethod(),
                path == null ? request.getRequestURI() : path.toString());
    }
}
