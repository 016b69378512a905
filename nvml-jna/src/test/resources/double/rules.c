/* What calls were told to do instead of answering: rules, which the commands of control.c make and remove. */
#include "double.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct rule *rules; /* the newest first, which therefore wins */

bool same(struct subject a, struct subject b) {
    return a.gpu == b.gpu && a.mig == b.mig;
}

static bool applies(const struct rule *rule, struct subject subject) {
    bool gpu_of_mig_device = rule->effect != REFUSE && rule->subject.mig == -1 && rule->subject.gpu == subject.gpu;
    return same(rule->subject, ANY_SUBJECT) || same(rule->subject, subject) || gpu_of_mig_device;
}

const struct rule *rule_for(
    enum effect effect, enum function_id function, struct subject subject, const char *arguments, bool one_value) {
    char call[128];
    const char *name = functions[function].name;
    snprintf(call, sizeof call, "%s%s", name, arguments);
    for (const struct rule *rule = rules; rule != NULL; rule = rule->next) {
        bool general = strcmp(rule->call, "*") == 0 || strcmp(rule->call, name) == 0;
        if (rule->effect == effect && applies(rule, subject) &&
            (strcmp(rule->call, call) == 0 || (general && !one_value))) {
            return rule;
        }
    }
    return NULL;
}

/* A GPU's hanging calls include those that its MIG devices were told of. */
size_t remove_rules(enum effect effect, struct subject subject, const char *call) {
    size_t removed = 0;
    for (struct rule **at = &rules; *at != NULL;) {
        struct rule *rule = *at;
        bool of_gpu = effect == HANG && subject.mig == -1 && rule->subject.gpu == subject.gpu;
        if (rule->effect == effect && (same(subject, ANY_SUBJECT) || same(rule->subject, subject) || of_gpu) &&
            (strcmp(call, "*") == 0 || strcmp(rule->call, call) == 0)) {
            *at = rule->next;
            free(rule->call);
            free(rule);
            removed++;
        } else {
            at = &rule->next;
        }
    }
    return removed;
}

void add_rule(enum effect effect, struct subject subject, const char *call, int value) {
    struct rule *rule = malloc(sizeof *rule);
    *rule = (struct rule){rules, effect, subject, strdup(call), value};
    rules = rule;
}
