#include "CReadlineShims.h"
