/* attributes.h -- the few compiler attributes we use, each under one name. */
#ifndef KIT_ATTRIBUTES_H
#define KIT_ATTRIBUTES_H

#define PRINTF(text, first)   __attribute__((format(printf, text, first)))
#define SAYS_LIKE(text)       __attribute__((format_arg(text))) /* a format for the same values */
#define SCOPED(free_function) __attribute__((cleanup(free_function)))

/* On a type: whoever calls a function that returns it must look at it, or
 * write (void). Both compilers can say so, each in its own spelling. Checkers
 * that know neither define MUST_USE as nothing. */
#ifndef MUST_USE
#if defined __clang__
#define MUST_USE __attribute__((warn_unused_result))
#else
#define MUST_USE [[nodiscard]]
#endif
#endif

#endif
