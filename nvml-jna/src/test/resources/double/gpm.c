/* GPM: samples of a GPU or a GPU instance, and the metrics between two of them. */
#include "double.h"
#include <stdio.h>
#include <stdlib.h>

struct sample {
    struct sample *next;
    uintptr_t id;
    struct subject subject; /* of which it was taken; the system while it was not */
    handle gpu;             /* the handle it was taken by */
};

static struct sample *samples;

static struct sample *sample_of(handle id) {
    struct sample *sample = samples;
    while (sample != NULL && sample->id != (uintptr_t)id) {
        sample = sample->next;
    }
    return sample;
}

void drop_samples(void) {
    while (samples != NULL) {
        struct sample *next = samples->next;
        free(samples);
        samples = next;
    }
}

void forget_samples(struct subject subject) {
    for (struct sample *sample = samples; sample != NULL; sample = sample->next) {
        if (same(sample->subject, subject)) {
            sample->gpu = NULL;
        }
    }
}

EXPORT int nvmlGpmSampleAlloc(handle *out) {
    int code = enter(FN_nvmlGpmSampleAlloc, SYSTEM, "", out == NULL ? INVALID_ARGUMENT : SUCCESS);
    if (code == SUCCESS) {
        struct sample *sample = malloc(sizeof *sample);
        *sample = (struct sample){samples, UINT64_C(0x5A) << 56 | next_serial(), SYSTEM_SUBJECT, NULL};
        samples = sample;
        *out = (handle)sample->id;
    }
    end();
    return code;
}

EXPORT int nvmlGpmSampleFree(handle id) {
    int code = enter(FN_nvmlGpmSampleFree, SYSTEM, "", SUCCESS);
    if (code == SUCCESS) {
        struct sample **at = &samples;
        while (*at != NULL && (*at)->id != (uintptr_t)id) {
            at = &(*at)->next;
        }
        struct sample *sample = *at;
        code = sample == NULL ? INVALID_ARGUMENT : SUCCESS;
        if (sample != NULL) {
            *at = sample->next;
            free(sample);
        }
    }
    end();
    return code;
}

/* Takes the sample of a subject by a GPU's handle, where the GPU has GPM at all. */
static int take(handle gpu, struct subject subject, handle id) {
    struct sample *sample = sample_of(id);
    uint64_t supported;
    if (sample == NULL) {
        return INVALID_ARGUMENT;
    }
    if (!number_of(subject_of(gpu), FN_nvmlGpmQueryDeviceSupport, &supported) || supported == 0) {
        return NOT_SUPPORTED;
    }
    sample->subject = subject;
    sample->gpu = gpu;
    return SUCCESS;
}

static int mig_handle_is_invalid(handle device) {
    return subject_of(device).mig >= 0 ? INVALID_ARGUMENT : SUCCESS;
}

EXPORT int nvmlGpmSampleGet(handle gpu, handle sample) {
    int code = enter(FN_nvmlGpmSampleGet, gpu, "", mig_handle_is_invalid(gpu));
    if (code == SUCCESS) {
        code = take(gpu, subject_of(gpu), sample);
    }
    end();
    return code;
}

/* The first MIG device of the GPU that lies in that GPU instance; NULL where none does. */
static const struct section *section_of_instance(int gpu, uint32_t gpu_instance) {
    const struct section *first = NULL;
    const struct section *section;
    for (size_t i = 0; (section = section_at(i)) != NULL; i++) {
        uint64_t id;
        if (section->subject.gpu == gpu && section->subject.mig >= 0 && !section->removed &&
            number_of(section->subject, FN_nvmlDeviceGetGpuInstanceId, &id) && id == gpu_instance &&
            (first == NULL || section->subject.mig < first->subject.mig)) {
            first = section;
        }
    }
    return first;
}

EXPORT int nvmlGpmMigSampleGet(handle gpu, unsigned int gpu_instance, handle sample) {
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", gpu_instance);
    int code = enter(FN_nvmlGpmMigSampleGet, gpu, arguments, mig_handle_is_invalid(gpu));
    if (code == SUCCESS) {
        const struct section *section = section_of_instance(subject_of(gpu).gpu, gpu_instance);
        code = section == NULL ? INVALID_ARGUMENT : take(gpu, section->subject, sample);
    }
    end();
    return code;
}

static int metric_value(struct subject subject, struct gpm_metric *metric) {
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", metric->metricId);
    int code = value_refusal(FN_nvmlGpmMetricsGet, subject, arguments);
    if (code != SUCCESS) {
        return code;
    }
    const struct answer *answer = answer_to(subject, FN_nvmlGpmMetricsGet, arguments);
    return fill(answer, functions[FN_nvmlGpmMetricsGet].slots, &metric->value);
}

/* How long the array of metrics is that a driver of the capture's branch was built with. */
static uint32_t most_metrics(void) {
    int branch = driver_branch();
    return branch < 575 ? 98 : branch < 595 ? 210 : 333;
}

/* Whether the samples can be compared: both taken, of the same subject, by handles that are alive. */
static int comparable(const struct sample *older, const struct sample *newer) {
    if (older == NULL || newer == NULL || older == newer || older->gpu == NULL || newer->gpu == NULL ||
        !same(older->subject, newer->subject)) {
        return INVALID_ARGUMENT;
    }
    int state = state_of(older->gpu);
    return state == SUCCESS ? state_of(newer->gpu) : state;
}

static int version_or_size_complaint(const struct gpm_metrics_get *request) {
    if (request == NULL) {
        return INVALID_ARGUMENT;
    }
    return request->version == GPM_METRICS_GET_V1 ? SUCCESS : ARGUMENT_VERSION_MISMATCH;
}

EXPORT int nvmlGpmMetricsGet(struct gpm_metrics_get *request) {
    int code = enter(FN_nvmlGpmMetricsGet, SYSTEM, "", version_or_size_complaint(request));
    struct subject subject = SYSTEM_SUBJECT;
    if (code == SUCCESS) {
        const struct sample *older = sample_of(request->sample1);
        code = request->numMetrics > most_metrics() ? INVALID_ARGUMENT
                                                    : comparable(older, sample_of(request->sample2));
        subject = code == SUCCESS ? older->subject : subject;
    }
    for (uint32_t i = 0; code == SUCCESS && i < request->numMetrics; i++) {
        struct gpm_metric *metric = &request->metrics[i];
        metric->nvmlReturn = metric_value(subject, metric);
        metric->shortName = metric->longName = metric->unit = NULL;
    }
    end();
    return code;
}
